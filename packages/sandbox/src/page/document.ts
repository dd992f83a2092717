import type { ServiceName } from '../authority.ts';
import { clockForm } from './clock-form.ts';
import type { Connection } from './connection.ts';
import { familyTree, SERVICE_TITLES } from './family-tree.ts';
import { faultForm } from './fault-form.ts';
import { dateAndTime, isoTime } from './format.ts';
import { htmlOf, type Markup, markup } from './markup.ts';
import { plannedFaults } from './planned-faults.ts';
import { requestRow } from './request-rows.ts';
import type { PageState } from './state.ts';

// A cast: `Object.keys` gives strings, not the names in the record's type.
const SERVICES = Object.keys(SERVICE_TITLES) as ServiceName[];

/** The whole page. It can be read without its script, which keeps it up to date. */
export function pageDocument(
  state: PageState,
  service: ServiceName | undefined,
  { origin, services }: Connection,
): string {
  return htmlOf(markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Sandbox</title>
<link rel="icon" href="/_sandbox/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/_sandbox/page.css">
<script type="module" src="/_sandbox/page.js"></script>
</head>
<body>
<a class="skip" href="#clock">Skip to the clock and the faults</a>
<header>
<h1>Sandbox</h1>
<code class="origin">${origin}</code>
<nav aria-label="Service">
<ul id="services">
${serviceLink('All', undefined, service)}${SERVICES.map((name) => serviceLink(SERVICE_TITLES[name], name, service))}
</ul>
</nav>
<p class="connection"><span id="connection">As of ${dateAndTime(state.now)}</span> <button type="button" id="pause" aria-pressed="false" hidden>Pause</button></p>
</header>
<p id="status" role="status"></p>
<main>
<div class="observed">
<section id="requests" aria-labelledby="requests-heading">
<h2 id="requests-heading">Requests <span class="count" id="request-count">${state.requestCount.toLocaleString('en')}</span></h2>
<div class="scroll" role="group" aria-label="Table of requests" tabindex="0">
<table>
<caption class="visually-hidden">The newest requests, newest first</caption>
<thead><tr><th scope="col" class="number">No.</th><th scope="col">Time</th><th scope="col">Method</th><th scope="col" class="path">Path</th><th scope="col">Operation</th><th scope="col">Status</th><th scope="col" class="number">Took</th><th scope="col">Details</th></tr></thead>
<tbody id="request-rows">${state.requests.map(requestRow)}</tbody>
</table>
<p class="empty">No request has arrived.</p>
</div>
</section>
<section id="tokens" aria-labelledby="tokens-heading">
<h2 id="tokens-heading">Tokens <span class="count" id="authorization-count">${state.authorizationCount.toLocaleString('en')}</span></h2>
<div class="scroll" role="group" aria-label="List of authorisations" tabindex="0">
<ol id="families">${state.authorizations.map(familyTree)}</ol>
<p class="empty">No token has been given.</p>
</div>
</section>
</div>
<div class="controls">
<section id="clock" aria-labelledby="clock-heading" tabindex="-1">
<h2 id="clock-heading">Clock</h2>
<p class="now"><time id="now" datetime="${isoTime(state.now)}">${dateAndTime(state.now)}</time> <span>UTC</span> <span id="ahead"></span></p>
${clockForm()}
</section>
<section id="happenings" aria-labelledby="happenings-heading" hidden>
<h2 id="happenings-heading">Rotations and reuses</h2>
<div class="scroll" role="group" aria-label="List of rotations and reuses" tabindex="0">
<ol id="happening-list"></ol>
<p class="empty">Nothing has happened since this page was opened.</p>
</div>
</section>
<section id="faults" aria-labelledby="faults-heading">
<h2 id="faults-heading">Faults</h2>
<div id="planned-faults">${plannedFaults(state.faults)}</div>
${faultForm()}
</section>
</div>
<section id="connect" aria-labelledby="connect-heading">
<h2 id="connect-heading">Connect</h2>
<div class="services">${SERVICES.map((name) => connectTo(name, services[name]))}</div>
</section>
</main>
</body>
</html>
`);
}

function serviceLink(title: string, name: ServiceName | undefined, current: ServiceName | undefined): Markup {
  return markup`<li><a href="/${name !== undefined && `?service=${name}`}" data-service="${name}"${name === current && markup` aria-current="page"`}>${title}</a></li>
`;
}

function connectTo(name: ServiceName, { url, lines }: Connection['services'][ServiceName]): Markup {
  const id = `environment-${name}`;
  return markup`<div><h3><span class="service-${name}">${SERVICE_TITLES[name]}</span> <a href="${url}">${url}</a></h3>
<pre id="${id}" tabindex="0" role="group" aria-label="${SERVICE_TITLES[name]}, lines of a .env file">${lines.join('\n')}</pre>
<button type="button" data-copy="${id}" hidden>Copy<span class="visually-hidden"> ${SERVICE_TITLES[name]} lines</span></button></div>
`;
}
