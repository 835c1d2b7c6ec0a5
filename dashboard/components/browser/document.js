// Who reads the page aloud is told its language at once, not only when the page is loaded anew.
export default function ({ data: [data] }) {
  document.documentElement.lang = data.language;
}
