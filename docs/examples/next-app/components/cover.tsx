const hues = [28, 48, 150, 172, 200, 340];

/** Shapes in place of a picture, always the same for the same article. */
export function Cover({ id }: { readonly id: string }) {
  const [first = 0, second = 0, third = 0] = [0, 2, 4].map((at) => Number.parseInt(id.slice(at, at + 2), 16));
  const hue = hues[first % hues.length];
  const disc = (x: number, y: number, radius: number, lightness: number) =>
    `radial-gradient(circle at ${x}% ${y}%, hsl(${hue} 45% ${lightness}%) ${radius}%, transparent ${radius + 0.3}%)`;
  const background = [
    disc(10 + (second % 35), 120, 38, 32),
    disc(90 - (third % 45), 85, 30, 44),
    disc(20 + (third % 60), 20, 9, 90),
    `hsl(${hue} 42% 66%)`,
  ];
  return <div className="cover" style={{ background: background.join(', ') }} aria-hidden="true" />;
}
