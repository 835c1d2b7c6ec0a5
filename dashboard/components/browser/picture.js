// Saves the chart of a container as a PNG: its SVG is drawn on a canvas with a title above it.
const SCALE = 2;
const ABOVE = 44;

function drawn(svg) {
  const copy = svg.cloneNode(true);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const picture = new Image();
  picture.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(new XMLSerializer().serializeToString(copy));
  return picture.decode().then(() => picture);
}

// The title, smaller where the picture is narrow: nothing of it is cut off.
function write(pen, title, room) {
  const set = (size) => { pen.font = `600 ${size}px sans-serif`; };
  set(16);
  set(Math.min(16, 16 * room / pen.measureText(title).width));
  pen.fillText(title, 12, 26);
}

async function save(data, host) {
  const svg = document.querySelector(`.st-key-${data.of} [role="tabpanel"]:not([hidden]) svg[width][height]`)
    ?? [...document.querySelectorAll(`.st-key-${data.of} svg`)].find((one) => one.clientWidth > 200);
  const { width, height } = svg.getBoundingClientRect();
  const picture = await drawn(svg);
  const canvas = document.createElement("canvas");
  canvas.width = width * SCALE;
  canvas.height = (height + ABOVE) * SCALE;
  const pen = canvas.getContext("2d");
  const style = getComputedStyle(host);
  pen.scale(SCALE, SCALE);
  pen.fillStyle = style.getPropertyValue("--st-background-color") || "#ffffff";
  pen.fillRect(0, 0, width, height + ABOVE);
  pen.fillStyle = style.getPropertyValue("--st-text-color") || "#000000";
  write(pen, data.title, width - 24);
  pen.drawImage(picture, 0, ABOVE, width, height);
  const link = document.createElement("a");
  link.href = canvas.toDataURL("image/png");
  link.download = data.name;
  link.click();
}

export default function ({ data: [data], parentElement }) {
  const button = parentElement.querySelector("button");
  const said = parentElement.querySelector("p");
  const host = parentElement.host ?? parentElement;
  button.querySelector("span").textContent = data.label;
  button.setAttribute("aria-label", `${data.label}: ${data.title}`);
  button.onclick = () => {
    said.textContent = "";
    save(data, host).catch(() => { said.textContent = data.failed; });
  };
}
