"""The Streamlit dashboard: pages; no SQL and no rules."""
