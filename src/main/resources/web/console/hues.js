// The colours of a device's groups: each its own, as long as there are enough.
const HUES = 8;
/** Neighbours on the wheel look alike. */
const STEP = 3;

function wanted(id) {
  let sum = 0;
  for (const char of id) sum = (sum * 31 + char.charCodeAt(0)) >>> 0;
  return sum % HUES;
}

/** The class of each group's colour, the newest group first; a group created later changes no other's colour. */
export function hues(groups) {
  const classes = new Map();
  let free = [];
  for (const { group_id: id } of [...groups].reverse()) {
    if (!free.length) free = Array.from({ length: HUES }, (_, hue) => hue);
    let hue = wanted(id);
    while (!free.includes(hue)) hue = (hue + STEP) % HUES;
    free = free.filter(one => one !== hue);
    classes.set(id, `g${hue}`);
  }
  return classes;
}
