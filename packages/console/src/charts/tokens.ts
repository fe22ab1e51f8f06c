/** A colour token (`--accent`) as a colour for a canvas, in the theme of `host`. */
export function readToken(host: HTMLElement, token: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${token})`;
  // A canvas keeps its colours where others are forced: its states must stay apart.
  probe.style.setProperty('forced-color-adjust', 'none');
  probe.hidden = true;
  host.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}
