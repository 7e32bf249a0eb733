// The round wall: sixty bricks, one for each tick received; inside it the instances, and a wave that runs both ways along it.
const SVG = "http://www.w3.org/2000/svg";
const BRICKS = 60;
const WALL = 100;
const PATH = 78;
const WHISPERS = 6;

const still = matchMedia("(prefers-reduced-motion: reduce)");
const dial = document.getElementById("dial");
const bricks = Array.from({ length: BRICKS }, (_, second) =>
  draw("rect", { class: "brick", x: -4, y: -WALL - 5.5, width: 8, height: 11, rx: 1.5, transform: `rotate(${second * 6})` }));
draw("circle", { class: "path", r: PATH });
const whispers = draw("g", {});
const places = draw("g", {});
let angles = new Map();
let last = -1;

/** One of six colours; node1, node2, … follow one another, so that an instance has the same colour in every window. */
export function slot(node) {
  const number = /(\d+)$/.exec(node ?? "");
  const value = number ? Number(number[1]) - 1 : [...(node ?? "")].reduce((sum, c) => sum + c.codePointAt(0), 0);
  return `slot-${((value % 6) + 6) % 6}`;
}

/** Lays the brick of a second. A second that never came stays a hole until its minute is over. */
export function lay(second, node) {
  if (second < last) for (const brick of bricks) brick.setAttribute("class", "brick");
  last = second;
  bricks[second]?.setAttribute("class", `brick laid ${slot(node)}`);
}

/** Puts the instances on the path, evenly, a ring around the one that serves this page, and those that are gone as holes. */
export function place(nodes, mine, gone) {
  places.replaceChildren();
  angles = new Map(nodes.map((node, i) => [node, (360 / nodes.length) * i - 90]));
  for (const [node, angle] of angles) {
    const at = { cx: PATH, transform: `rotate(${angle})` };
    draw("circle", { class: `place ${slot(node)}${gone.has(node) ? " gone" : ""}`, r: 6, ...at }, places);
    if (node === mine) draw("circle", { class: `mine ${slot(node)}`, r: 11, ...at }, places);
  }
}

/** Something was said at an instance: it runs along the wall in both directions and meets itself on the far side. */
export function whisper(node) {
  if (still.matches || document.hidden || whispers.childElementCount >= WHISPERS * 2) return;
  for (const way of ["with", "against"]) {
    const run = draw("circle", {
      class: `whisper ${way} ${slot(node)}`,
      r: PATH,
      pathLength: 100,
      transform: `rotate(${angles.get(node) ?? -90})`,
    }, whispers);
    run.addEventListener("animationend", () => run.remove());
  }
}

function draw(name, attributes, parent = dial) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return parent.appendChild(element);
}
