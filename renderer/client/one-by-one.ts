/**
 * Hears values that come in bursts each in a task of its own, in their order, so that the window answers in between.
 * A message port, unlike a timer, is not slowed down where the window lies behind others.
 */
export function oneByOne<T>(hear: (value: T) => void): (value: T) => void {
  const waiting: T[] = [];
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    if (waiting.length > 1) port2.postMessage(null);
    for (const value of waiting.splice(0, 1)) hear(value);
  };
  return (value) => {
    waiting.push(value);
    if (waiting.length === 1) port2.postMessage(null);
  };
}
