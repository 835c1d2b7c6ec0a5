"""Where help articles come from: folders, tables, exports of helpdesks, and help centres."""
