import { fileURLToPath } from 'node:url';
import type { NextConfig } from 'next';

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Only this repository needs the rest: the packages are two folders up, `tsc -b` checks the types, and tests build
  // beside `.next`.
  turbopack: { root: fileURLToPath(new URL('../../../', import.meta.url)) },
  typescript: { ignoreBuildErrors: true },
  distDir: process.env.NEXT_DIST_DIR ?? '.next',
};

export default config;
