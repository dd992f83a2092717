'use client';

import Link, { useLinkStatus } from 'next/link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';

interface Props {
  readonly href: string;
  readonly children: ReactNode;
  /** Off for pages behind a sign-in. */
  readonly prefetch?: false;
}

/** A link of the site's navigation: it knows where the person is, and shows that the next page is on its way. */
export function NavLink({ href, children, prefetch }: Props) {
  const path = usePathname();
  const isHere = href === '/' ? path === '/' || /^\/(page|articles)\//.test(path) : path.startsWith(href);
  return (
    <Link href={href} prefetch={prefetch ?? null} aria-current={isHere ? 'page' : undefined}>
      {children}
      <Pending />
    </Link>
  );
}

function Pending() {
  const { pending } = useLinkStatus();
  return <span className="pending" data-pending={pending} aria-hidden="true" />;
}
