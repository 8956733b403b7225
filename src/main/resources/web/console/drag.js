// Moving a chip of the week to another time, by pointer or by Alt and an arrow key.
import { minuteAt } from './fold.js';
import { useRef, useState } from './html.js';
import { look } from './entries.js';

/** A shorter move is a click. */
const FAR = 6;
const STEP = { ArrowUp: -15, ArrowDown: 15 };
const clock = minute => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** An entry can be moved whose time is its task's clock time, not the sun's or that of a run by hand. */
export const movable = entry => look(entry) === 'next' && entry.task && !entry.task.sun && !entry.notes.includes('run');

/** @param move called with the entry and its new minute of the day */
export function useDrag(rows, move) {
  const [dragged, setDragged] = useState(null);
  const began = useRef(null);
  const moved = useRef(false);

  const grip = (entry, top) => (!movable(entry) ? {} : {
    'data-movable': '',
    'aria-keyshortcuts': 'Alt+ArrowUp Alt+ArrowDown',
    onPointerDown: event => {
      if (event.button !== 0) return;
      began.current = { y: event.clientY, top };
      moved.current = false;
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove: event => {
      if (!began.current) return;
      const way = event.clientY - began.current.y;
      if (!moved.current && Math.abs(way) < FAR) return;
      moved.current = true;
      const y = began.current.top + way;
      setDragged({ key: entry.key, top: y, minute: minuteAt(rows, y), time: clock(minuteAt(rows, y)) });
    },
    onPointerUp: () => {
      if (moved.current && dragged && dragged.minute !== entry.minute) move(entry, dragged.minute);
      began.current = null;
      setDragged(null);
    },
    onPointerCancel: () => {
      began.current = null;
      setDragged(null);
    },
    onClickCapture: event => {
      if (moved.current) event.stopPropagation();
      moved.current = false;
    },
    onKeyDown: event => {
      if (!event.altKey || !(event.key in STEP)) return;
      event.preventDefault();
      move(entry, Math.min(1425, Math.max(0, entry.minute + STEP[event.key])));
    },
  });
  return { dragged, grip };
}
