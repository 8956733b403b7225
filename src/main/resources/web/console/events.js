// Server-sent events of a stream that was asked for with a header, which EventSource cannot do.

/** Yields {event, data}, the data read as JSON. */
export async function* events(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  try {
    while (true) {
      const { done, value } = await reader.read();
      if (done) return;
      text += value;
      const whole = text.split('\n\n');
      text = whole.pop();
      yield* whole.map(parsed);
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

function parsed(lines) {
  const fields = Object.fromEntries(lines.split('\n').map(line => {
    const colon = line.indexOf(': ');
    return [line.slice(0, colon), line.slice(colon + 2)];
  }));
  return { event: fields.event, data: JSON.parse(fields.data) };
}
