// The rows of a week's grid: hours with entries, and folded bands of empty hours.
const ROW = 44;
const CHIP = 26;
const BAND = 20;
/** Hours shown in an empty week, so that there is a place to click. */
const DAYTIME = [6, 7, 8, 12, 17, 18, 19, 20, 21, 22];

/**
 * @param days a list of entries a day, each with `minute` of the day
 * @param opened bands that somebody has opened, by their first hour
 * @returns bands and hours from top to bottom: {from, to, top, height, folded}
 */
export function fold(days, opened) {
  const most = Array.from({ length: 24 }, (_, hour) => Math.max(0, ...days.map(day => day.filter(one => Math.floor(one.minute / 60) === hour).length)));
  const empty = most.every(number => number === 0);
  const open = hour => most[hour] > 0 || (empty && DAYTIME.includes(hour));
  const rows = [];
  let top = 0;
  const add = (from, to, height, folded) => {
    rows.push({ from, to, top, height, folded });
    top += height;
  };
  for (let hour = 0; hour < 24; hour++) {
    let end = hour;
    while (end < 24 && !open(end)) end++;
    if (end - hour >= 2 && !opened.has(hour)) {
      add(hour, end, BAND, true);
      hour = end - 1;
    } else {
      const last = Math.max(end, hour + 1);
      for (let one = hour; one < last; one++) add(one, one + 1, Math.max(ROW, most[one] * CHIP + 6), false);
      hour = last - 1;
    }
  }
  return { rows, height: top };
}

/** Where a minute of the day lies. */
export function place(rows, minute) {
  const row = rows.find(one => minute < one.to * 60) ?? rows.at(-1);
  return row.top + ((minute - row.from * 60) / ((row.to - row.from) * 60)) * row.height;
}

/** The minute of the day at a height, to the quarter of an hour. */
export function minuteAt(rows, y) {
  const row = rows.find(one => y < one.top + one.height) ?? rows.at(-1);
  const minute = row.from * 60 + ((y - row.top) / row.height) * (row.to - row.from) * 60;
  return Math.min(1425, Math.max(0, Math.round(minute / 15) * 15));
}

/** The positions of a day's chips: each in its own hour, without overlap. */
export function stack(rows, day) {
  let bottom = 0;
  return day.map((one, index) => {
    const row = rows.find(each => Math.floor(one.minute / 60) < each.to && !each.folded) ?? rows.at(-1);
    const after = day.slice(index).filter(other => other.minute < row.to * 60).length;
    const wanted = Math.min(place(rows, one.minute), row.top + row.height - after * CHIP);
    const top = Math.max(bottom, row.top + 2, wanted);
    bottom = top + CHIP;
    return top;
  });
}
