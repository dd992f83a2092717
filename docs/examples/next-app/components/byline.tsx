const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

export function Byline({ author, created }: { readonly author: string | undefined; readonly created: string }) {
  return (
    <p className="byline">
      {author && <span>{author}</span>}
      <time dateTime={created}>{format.format(new Date(created))}</time>
    </p>
  );
}
