'use client';

import type { ReactNode } from 'react';
import { useFormStatus } from 'react-dom';

/** A button that sends its form only once. */
export function Submit({ children, className }: { readonly children: ReactNode; readonly className?: string }) {
  const { pending } = useFormStatus();
  return (
    <button type="submit" className={className} disabled={pending} aria-busy={pending}>
      {children}
    </button>
  );
}
