import type { Metadata } from 'next';
import Link from 'next/link';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <div className="notice">
      <h1>There is nothing here</h1>
      <p>The page has moved, or never was.</p>
      <p>
        <Link href="/">To the articles</Link>
      </p>
    </div>
  );
}
