import { fileURLToPath } from 'node:url';
import type { NextConfig } from 'next';

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // In this repository only: the packages are two folders up, `tsc -b` checks the types, tests build beside `.next`.
  turbopack: { root: fileURLToPath(new URL('../../../', import.meta.url)) },
  typescript: { ignoreBuildErrors: true },
  distDir: process.env.NEXT_DIST_DIR ?? '.next',
};

export default config;
