/** Colours in place of a picture, always the same for the same article. */
export function Cover({ id }: { readonly id: string }) {
  const hue = Number.parseInt(id.slice(0, 4), 16) % 360;
  const style = {
    background: `radial-gradient(circle at ${20 + (hue % 60)}% 20%, hsl(${hue} 60% 72%), transparent 60%), linear-gradient(${hue}deg, hsl(${(hue + 40) % 360} 45% 42%), hsl(${hue} 55% 58%))`,
  };
  return <div className="cover" style={style} aria-hidden="true" />;
}
