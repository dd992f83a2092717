// Written by generate/page-assets.ts from the files in browser/.
export const script: string = `var PLURAL_UNITS=[["day",864e5],["hour",36e5],["minute",6e4],["second",1e3]];function isoTime(at){const date=new Date(at);return Number.isNaN(date.getTime())?"":date.toISOString()}var timeOfDay=at=>isoTime(at).slice(-13,-1);var dateAndTime=at=>isoTime(at).replace("T"," ").slice(0,-5);function duration(ms){let left=Math.round(ms/1e3)*1e3;const parts=[];for(const[unit,size]of PLURAL_UNITS){const count=Math.floor(left/size);left-=count*size;if(count>0)parts.push(\`\${count.toLocaleString("en")} \${unit}\${count===1?"":"s"}\`);else if(parts.length>0)break}return parts.slice(0,2).join(" ")||"0 seconds"}function shortTime(ms){if(ms>=1e3)return\`\${(ms/1e3).toLocaleString("en",{maximumFractionDigits:1})} s\`;return\`\${ms.toLocaleString("en",{maximumFractionDigits:ms<10?1:0})} ms\`}function escapeHtml(text2){return text2.replaceAll("&","&amp;").replaceAll("<","&lt;").replaceAll(">","&gt;").replaceAll('"',"&quot;")}var text=Symbol("markup");function markup(strings,...values){const pieces=values.map((value,index)=>written(value)+(strings[index+1]??""));return{[text]:(strings[0]??"")+pieces.join("")}}var htmlOf=piece=>piece[text];function written(value){if(value===void 0||value===false)return"";if(typeof value==="string"||typeof value==="number")return escapeHtml(String(value));return text in value?value[text]:value.map(htmlOf).join("")}function plannedFaults(planned){if(planned.length===0)return markup\`<p class="empty">No fault is switched on.</p>\`;const targets=[...new Set(planned.map(({operation})=>operation))];return markup\`<ul class="planned">\${targets.map(target=>{const plans=planned.filter(({operation})=>operation===target);return markup\`<li><code class="target">\${target}</code> <span>\${plans.map(describePlan).join("; ")}</span>
<form method="post" action="/_sandbox/faults/clear" class="live"><input type="hidden" name="operation" value="\${target}"><button id="clear-\${target}">Switch off<span class="visually-hidden"> \${target}</span></button></form></li>\`})}</ul>
\${targets.length>1&&markup\`<form method="post" action="/_sandbox/faults/clear" class="live"><button id="clear-all">Switch all off</button></form>\`}\`}function describePlan(plan){return\`\${describeWhen(plan)}\${plan.route===void 0?"":\` \${plan.route}\`}: \${describeFaults(plan.fault)}\`}function describeWhen({every,probability,times=1}){if(every!==void 0)return every===1?"each request":\`each \${ordinal(every)} request\`;if(probability!==void 0)return\`with probability \${probability}\`;return times===1?"the next request":\`the next \${times.toLocaleString("en")} requests\`}function describeFaults(faults){const list=Array.isArray(faults)?faults:[faults];return list.map(describeFault).join(", then ")}function describeFault({kind,...parameters}){const named=Object.entries(parameters).map(([name,value])=>\`\${name} \${write(value)}\`);return[kind,...named].join(", ")}var write=value=>typeof value==="object"?JSON.stringify(value):String(value);function ordinal(n){const isTeen=n%100>=11&&n%100<=13;const ending=isTeen?"th":["th","st","nd","rd"][n%10]??"th";return\`\${n}\${ending}\`}function byId(id){const element=document.getElementById(id);if(element===null)throw new Error(\`The page has no #\${id}.\`);return element}function toElement(piece){const template=document.createElement("template");template.innerHTML=htmlOf(piece);const element=template.content.firstElementChild;if(element===null)throw new Error("The markup has no element.");return element}function replaceElement(old,next){const hadFocus=old.contains(document.activeElement);old.replaceWith(next);if(hadFocus)next.querySelector("a")?.focus()}function replaceContent(container,piece){const focused=container.contains(document.activeElement)?document.activeElement?.id:void 0;container.innerHTML=htmlOf(piece);if(focused===void 0)return;container.tabIndex=-1;(document.getElementById(focused)??container).focus()}var SERVICE_TITLES={cloud:"Cloud",source:"Source",dam:"DAM"};var ENDS={refresh_token_reused:"dead: a refresh token was used twice",revoked:"dead: revoked",expired:"dead: expired"};var familyId=id=>\`family-\${id}\`;var familyEnd=({why})=>why===void 0?"alive":ENDS[why];function familyTree(family){const generations=[...new Set(family.tokens.map(({generation})=>generation))];const about=[family.grant,family.user,family.account,...family.scope].filter(part=>part!==void 0);return markup\`<li id="\${familyId(family.id)}" class="family \${family.why??"alive"}" tabindex="-1">
<h3><span class="service-\${family.service}">\${SERVICE_TITLES[family.service]}</span> <code>\${family.id.slice(0,8)}</code> <span class="verdict">\${familyEnd(family)}</span></h3>
<p class="about">\${about.join(" · ")}\${family.reuses>0&&markup\` · <strong class="reuses">\${family.reuses} \${family.reuses===1?"reuse":"reuses"}</strong>\`}</p>
<ol class="generations">\${generations.map(generation=>generationBranch(family,generation))}</ol>
</li>\`}function generationBranch(family,generation){const tokens=family.tokens.filter(token=>token.generation===generation);const isLast=generation===family.generation;const earlier=family.earlierGenerations;const gap=generation===earlier+1&&earlier>0;return markup\`\${gap&&markup\`<li class="earlier">\${earlier.toLocaleString("en")} earlier \${earlier===1?"generation":"generations"}</li>\`}<li class="generation\${isLast?" last":""}">
<span class="name">\${generation===0?"Consent":\`Generation \${generation}\`}</span>
<ul class="tokens">\${tokens.map(tokenLeaf)}</ul>
</li>\`}function tokenLeaf(token){return markup\`<li class="token \${token.state}\${token.reused?" reused":""}">
<span class="kind">\${token.kind}</span> <code>\${token.fingerprint}</code> <span><span class="state">\${token.reused&&"reused, "}\${token.state}</span>\${token.state==="live"&&end(token)}</span>
</li>\`}function end({expiresAt}){if(expiresAt===void 0)return markup\` <span class="end">without end</span>\`;return markup\` <time class="end" datetime="\${isoTime(expiresAt)}" data-expires-at="\${expiresAt}">until \${dateAndTime(expiresAt)}</time>\`}var REQUESTS_SHOWN=100;var AUTHORIZATIONS_SHOWN=40;var BETWEEN_ANNOUNCEMENTS_MS=2e3;var waiting=[];var quietUntil=0;function announce(text2){waiting.push(text2);if(waiting.length>1)return;setTimeout(tell,Math.max(0,quietUntil-performance.now()))}function tell(){const[first="",...others]=waiting;waiting=[];quietUntil=performance.now()+BETWEEN_ANNOUNCEMENTS_MS;const last=others.at(-1);const between=others.length>1?\` \${others.length-1} more.\`:"";byId("status").textContent=last===void 0?first:\`\${first}\${between} \${last}\`}var HAPPENINGS_SHOWN=50;function showHappenings(before,after,now){const list=byId("happening-list");const name=\`\${SERVICE_TITLES[after.service]} \${after.id.slice(0,8)}\`;for(const{kind,text:text2}of happeningsBetween(before,after)){list.prepend(toElement(markup\`<li class="\${kind}"><time datetime="\${isoTime(now)}">\${timeOfDay(now)}</time> <a href="#\${familyId(after.id)}">\${name}</a> \${text2}</li>\`));announce(\`\${name}: \${text2}.\`)}while(list.childElementCount>HAPPENINGS_SHOWN)list.lastElementChild?.remove()}function happeningsBetween(before,after){const happenings=[];const generation=before?.generation??0;const reuses=after.reuses-(before?.reuses??0);if(before===void 0&&after.generation===0)happenings.push({kind:"given",text:"consent given"});if(generation===0&&after.generation>0)happenings.push({kind:"given",text:"first tokens given"});if(after.generation>Math.max(1,generation))happenings.push(renewal(Math.max(1,generation),after));if(reuses>0){const times=reuses===1?"":\` \${reuses.toLocaleString("en")} times\`;happenings.push({kind:"reuse",text:\`reuse: a used refresh token came again\${times}\`})}if(!after.alive&&before?.alive!==false)happenings.push({kind:"end",text:familyEnd(after)});return happenings}function renewal(from,{generation:to,tokens}){const rotates=tokens.some(({kind})=>kind==="refresh");return{kind:rotates?"rotation":"given",text:\`\${rotates?"rotation":"another access token"}: generation \${from} → \${to}\`}}var known=new Map;function showFamilies(families){known=new Map(families.map(family=>[family.id,family]));byId("families").innerHTML=families.map(family=>htmlOf(familyTree(family))).join("")}function updateFamilies(families,now){const list=byId("families");for(const family of families.toReversed()){showHappenings(known.get(family.id),family,now);known.set(family.id,family);const tree=toElement(familyTree(family));const old=document.getElementById(familyId(family.id));if(old===null)list.prepend(tree);else replaceElement(old,tree)}while(list.childElementCount>AUTHORIZATIONS_SHOWN){known.delete(list.lastElementChild?.id.slice("family-".length)??"");list.lastElementChild?.remove()}}function showTimeLeft(now){for(const element of document.querySelectorAll("[data-expires-at]")){const left=\`\${duration(Math.max(0,Number(element.dataset.expiresAt)-now))} left\`;if(element.textContent!==left)element.textContent=left}}function sendFormsHere(){document.addEventListener("submit",event=>{const form=event.target;if(!(form instanceof HTMLFormElement)||!form.classList.contains("live"))return;event.preventDefault();void send(form,event.submitter).then(announce,()=>announce("The sandbox does not answer."))})}async function send(form,submitter){const fields=new URLSearchParams;for(const[name,value]of new FormData(form,submitter))if(typeof value==="string")fields.append(name,value);const response=await fetch(form.action,{method:"POST",headers:{accept:"application/json"},body:fields});if(response.status!==200&&response.status!==400)return\`Refused with status \${response.status}.\`;const outcome=await response.json();return outcome.done??\`Not done. \${outcome.refused}\`}function showParametersOfKind(){const kind=byId("fault-kind");const update=()=>{for(const fieldset of document.querySelectorAll("fieldset[data-kind]")){const chosen=kind instanceof HTMLSelectElement&&fieldset.dataset.kind===kind.value;fieldset.hidden=!chosen;fieldset.disabled=!chosen}};kind.addEventListener("change",update);update()}function copyByButton(){for(const button of document.querySelectorAll("button[data-copy]")){button.hidden=false;button.addEventListener("click",()=>{const text2=byId(button.dataset.copy??"").textContent;navigator.clipboard.writeText(\`\${text2}
\`).then(()=>announce("Copied."),()=>announce("The browser did not let this page copy: select the lines instead."))})}}var requestRowId=number=>\`request-\${number}\`;function requestRow(entry){const[service]=entry.operation.split(".");return markup\`<tr id="\${requestRowId(entry.number)}">
<td class="number">\${entry.number}</td>
<td><time datetime="\${isoTime(entry.at)}">\${timeOfDay(entry.at)}</time></td>
<td class="method">\${entry.method}</td>
<th scope="row" class="path" title="\${entry.url}">\${entry.url}</th>
<td class="service-\${service}" title="\${entry.route}">\${entry.operation}</td>
<td class="\${statusClass(entry)}">\${entry.status??(entry.tookMs===void 0?"running":"no answer")}</td>
<td class="number">\${entry.tookMs===void 0?"":shortTime(entry.tookMs)}</td>
<td class="details">\${details(entry)}</td>
</tr>\`}function statusClass({status,tookMs}){if(status===void 0)return tookMs===void 0?"running":"bad";return status<400?"good":"bad"}function details(entry){const parts=[];for(const fault of entry.faults??[])parts.push(markup\`<span class="fault">fault: \${fault}</span> \`);if(entry.error!==void 0)parts.push(markup\`<span class="error">\${entry.error}</span> \`);if(entry.grant!==void 0)parts.push(markup\`<span>\${entry.grant}</span> \`);if(entry.authorization!==void 0){const generation=entry.tokenGeneration===void 0?"":\` generation \${entry.tokenGeneration}\`;const family=entry.authorization.slice(0,8);parts.push(markup\`<a href="#family-\${entry.authorization}">\${family}\${generation}</a>\`)}else if(entry.credentials!==void 0){parts.push(markup\`<span>\${entry.credentials}</span>\`)}return parts}var ROWS_LIT=10;var rows=()=>byId("request-rows");function showRequests(entries){rows().innerHTML=entries.map(entry=>htmlOf(requestRow(entry))).join("")}function updateRequests(entries){const table=rows();for(const entry of entries.toReversed()){const row=toElement(requestRow(entry));const old=document.getElementById(requestRowId(entry.number));if(old!==null){replaceElement(old,row);continue}if(entries.length<=ROWS_LIT)row.classList.add("new");table.insertBefore(row,firstOlder(table,entry.number))}while(table.childElementCount>REQUESTS_SHOWN)table.lastElementChild?.remove()}function firstOlder(table,number){let row=table.firstElementChild;while(row!==null&&Number(row.id.slice("request-".length))>number)row=row.nextElementSibling;return row}var events;function connect(){events?.close();const source=new EventSource(\`/_sandbox/events\${location.search}\`);source.addEventListener("open",()=>showConnection("Live",true));source.addEventListener("error",()=>showConnection("Not connected, trying again",false));source.addEventListener("state",({data})=>{const state=JSON.parse(data);showRequests(state.requests);showFamilies(state.authorizations);showRest(state)});source.addEventListener("changes",({data})=>{const changes=JSON.parse(data);if(changes.requests!==void 0)updateRequests(changes.requests);if(changes.authorizations!==void 0)updateFamilies(changes.authorizations,changes.now);showRest(changes)});events=source}function showRest({now,aheadMs,requestCount,authorizationCount,faults}){const time=byId("now");time.textContent=dateAndTime(now);time.setAttribute("datetime",isoTime(now));byId("ahead").textContent=Math.abs(aheadMs)<2e3?"":\`\${duration(Math.abs(aheadMs))} \${aheadMs>0?"ahead of":"behind"} this machine\`;if(requestCount!==void 0)byId("request-count").textContent=requestCount.toLocaleString("en");if(authorizationCount!==void 0){byId("authorization-count").textContent=authorizationCount.toLocaleString("en")}if(faults!==void 0)replaceContent(byId("planned-faults"),plannedFaults(faults));showTimeLeft(now)}function showConnection(text2,isLive){const element=byId("connection");element.textContent=text2;element.classList.toggle("live",isLive)}function pauseByButton(){const button=byId("pause");button.hidden=false;button.addEventListener("click",()=>{const pause=events!==void 0;button.setAttribute("aria-pressed",String(pause));if(!pause)return connect();events?.close();events=void 0;showConnection("Paused",false)})}function filterByLinks(){const links=[...byId("services").querySelectorAll("a")];for(const link of links){link.addEventListener("click",event=>{const newTab=event.metaKey||event.ctrlKey||event.shiftKey;if(newTab||events===void 0)return;event.preventDefault();for(const other of links)other.removeAttribute("aria-current");link.setAttribute("aria-current","page");history.replaceState(null,"",link.href);connect()})}}byId("happenings").hidden=false;sendFormsHere();showParametersOfKind();copyByButton();pauseByButton();filterByLinks();connect();
`;
export const styleSheet: string = `:root {
  color-scheme: light dark;
  --page: light-dark(#f3f4f7, #13161b);
  --surface: light-dark(#ffffff, #1b1f26);
  --raised: light-dark(#eceef2, #292f39);
  --line: light-dark(#d3d7df, #363d4a);
  --text: light-dark(#1b1f27, #e5e8ee);
  --quiet: light-dark(#59616f, #a2abb9);
  --accent: light-dark(#1d5fbf, #82b4ff);
  --on-accent: light-dark(#ffffff, #10151d);
  --good: light-dark(#1a6b38, #6fd394);
  --good-surface: light-dark(#e2f3e7, #183524);
  --bad: light-dark(#ab231c, #ff9d94);
  --bad-surface: light-dark(#fce8e6, #42201f);
  --warn: light-dark(#814d00, #f2bd63);
  --warn-surface: light-dark(#fdf0d8, #3c2d12);
  --cloud: light-dark(#1d5fbf, #82b4ff);
  --source: light-dark(#0a6763, #5fd0c9);
  --dam: light-dark(#7438ae, #cfa3f7);
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", monospace;
  background: var(--page);
  color: var(--text);
  font:
    0.875rem / 1.45 system-ui,
    sans-serif;
}

*,
*::before,
*::after {
  box-sizing: border-box;
}

body {
  margin: 0;
}

h1,
h2,
h3,
p,
ul,
ol {
  margin: 0;
}

ul,
ol {
  padding: 0;
  list-style: none;
}

h1 {
  font-size: 1.25rem;
}

h2 {
  font-size: 1rem;
}

h3 {
  font-size: 0.875rem;
}

code,
pre,
time {
  font-family: var(--mono);
  font-size: 0.8125rem;
}

a {
  color: var(--accent);
  text-underline-offset: 0.15em;
}

:focus-visible {
  outline: 2px solid var(--accent);
  outline-offset: 2px;
}

[hidden] {
  display: none;
}

.visually-hidden {
  position: absolute;
  width: 1px;
  height: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}

.skip {
  position: absolute;
  left: -100vw;
  z-index: 2;
  padding: 0.5rem 1rem;
  background: var(--surface);
}

.skip:focus {
  left: 0;
}

.service-cloud {
  color: var(--cloud);
}

.service-source {
  color: var(--source);
}

.service-dam {
  color: var(--dam);
}

.empty,
.about,
.count,
.end {
  color: var(--quiet);
}

.count {
  font-weight: normal;
}

:not(:empty) + .empty,
table:has(tbody:not(:empty)) + .empty {
  display: none;
}

/* The head */

header {
  display: flex;
  flex-wrap: wrap;
  gap: 0.5rem 1.25rem;
  align-items: center;
  padding: 0.75rem 1.25rem 0.25rem;
}

.origin {
  color: var(--quiet);
}

nav ul {
  display: flex;
  border: 1px solid var(--line);
  border-radius: 0.4rem;
  background: var(--surface);
}

nav a {
  display: block;
  padding: 0.25rem 0.9rem;
  border-radius: 0.35rem;
  color: inherit;
  text-decoration: none;
}

nav a:hover {
  background: var(--raised);
}

nav a[aria-current] {
  background: var(--accent);
  color: var(--on-accent);
}

.connection {
  margin-left: auto;
}

#connection.live::before {
  content: "";
  display: inline-block;
  width: 0.6em;
  height: 0.6em;
  margin-right: 0.4em;
  border-radius: 50%;
  background: var(--good);
}

#connection {
  margin-right: 0.5rem;
}

#status {
  min-height: 1.45em;
  padding: 0 1.25rem;
  color: var(--quiet);
}

/* On the left what happens, on the right the controls */

main {
  display: grid;
  grid-template-columns: minmax(0, 1fr) 25rem;
  gap: 1rem;
  align-items: start;
  padding: 0.5rem 1.25rem 1.25rem;
}

.observed,
.controls {
  display: grid;
  grid-template-columns: minmax(0, 1fr);
  gap: 1rem;
}

@media (width < 70rem) {
  main {
    grid-template-columns: minmax(0, 1fr);
  }
}

section {
  padding: 0.75rem 1rem 1rem;
  border: 1px solid var(--line);
  border-radius: 0.5rem;
  background: var(--surface);
}

h2 {
  margin-bottom: 0.5rem;
}

.scroll {
  overflow: auto;
}

#requests .scroll {
  height: 25rem;
}

#tokens .scroll {
  max-height: 45rem;
}

#happenings .scroll {
  height: 11rem;
}

/* Requests */

table {
  width: 100%;
  min-width: 62rem;
  border-collapse: collapse;
  white-space: nowrap;
}

th,
td {
  padding: 0.2rem 1rem 0.2rem 0;
  text-align: left;
}

thead th {
  position: sticky;
  top: 0;
  background: var(--surface);
  box-shadow: inset 0 -1px var(--line);
  color: var(--quiet);
  font-weight: normal;
  text-align: left;
}

th.path {
  width: 100%;
}

tbody th {
  max-width: 0;
  overflow: hidden;
  font-family: var(--mono);
  font-size: 0.8125rem;
  font-weight: normal;
  text-overflow: ellipsis;
}

tbody tr + tr > * {
  border-top: 1px solid var(--raised);
}

th.number,
td.number {
  font-variant-numeric: tabular-nums;
  text-align: right;
}

td.good {
  color: var(--good);
}

td.bad,
.error {
  color: var(--bad);
}

td.bad {
  font-weight: 600;
}

td.running {
  color: var(--quiet);
}

.details > * {
  margin-right: 0.4rem;
}

.fault {
  padding: 0.05rem 0.4rem;
  border-radius: 0.25rem;
  background: var(--warn-surface);
  color: var(--warn);
}

@keyframes arrive {
  from {
    background: var(--raised);
  }
}

@media (prefers-reduced-motion: no-preference) {
  tr.new {
    animation: arrive 1.5s ease-out;
  }
}

/* Tokens: a family, its generations on a line, their tokens beside them */

#families {
  columns: 26rem;
  column-gap: 0.75rem;
}

.family {
  margin-bottom: 0.75rem;
  break-inside: avoid;
  padding: 0.6rem 0.8rem;
  border: 1px solid var(--line);
  border-left: 4px solid var(--good);
  border-radius: 0.4rem;
}

/* A family that expired: nobody ended it */
.family.expired {
  border-left-color: var(--quiet);
}

.family.revoked,
.family.refresh_token_reused {
  border-left-color: var(--bad);
}

.family:target {
  outline: 2px solid var(--accent);
}

.verdict {
  margin-left: 0.25rem;
  padding: 0.05rem 0.5rem;
  border-radius: 0.6rem;
  background: var(--good-surface);
  color: var(--good);
  font-weight: 600;
}

.expired .verdict {
  background: var(--raised);
  color: var(--quiet);
}

.revoked .verdict,
.refresh_token_reused .verdict {
  background: var(--bad-surface);
  color: var(--bad);
}

.about {
  overflow-wrap: anywhere;
}

.reuses {
  color: var(--bad);
}

.generations {
  margin-top: 0.4rem;
}

.generations > li {
  position: relative;
  padding: 0.15rem 0 0.15rem 1.25rem;
}

.generations > li::before,
.generations > li::after {
  content: "";
  position: absolute;
  left: 0.3rem;
  border: 0 solid var(--quiet);
}

/* The trunk, and a branch from it */
.generations > li::before {
  top: 0;
  bottom: 0;
  border-left-width: 1px;
}

.generations > li:last-child::before {
  bottom: calc(100% - 0.85rem);
}

.generations > li::after {
  top: 0.85rem;
  width: 0.7rem;
  border-top-width: 1px;
}

.earlier {
  color: var(--quiet);
}

.generation {
  display: grid;
  grid-template-columns: 7rem minmax(0, 1fr);
}

.token {
  display: grid;
  grid-template-columns: 3.25rem 4.5rem minmax(0, 1fr);
  gap: 0 0.5rem;
}

.token .end {
  font: inherit;
}

.token.live .state {
  color: var(--good);
}

.token:not(.live) code,
.token:not(.live) .kind,
.token:not(.live) .state {
  color: var(--quiet);
}

.token.reused .state {
  color: var(--bad);
  font-weight: 600;
}

/* Clock, faults, connect */

.now {
  font-size: 1.125rem;
}

.now time {
  font-size: inherit;
}

#ahead {
  display: block;
  min-height: 1.45em;
  color: var(--quiet);
  font-size: 0.875rem;
}

input,
select,
textarea,
button {
  padding: 0.25rem 0.5rem;
  border: 1px solid light-dark(#858d9b, #737d8e);
  border-radius: 0.3rem;
  background: var(--surface);
  color: inherit;
  font: inherit;
}

input[type="number"] {
  width: 6.5rem;
}

.line input[type="number"] {
  width: 100%;
}

input[type="radio"],
input[type="checkbox"] {
  accent-color: var(--accent);
}

button {
  background: var(--raised);
  cursor: pointer;
}

button:hover {
  border-color: var(--text);
}

button.main {
  border-color: var(--accent);
  background: var(--accent);
  color: var(--on-accent);
}

button[aria-pressed="true"] {
  border-color: var(--accent);
  box-shadow: inset 0 0 0 1px var(--accent);
}

.buttons {
  display: grid;
  grid-template-columns: repeat(3, 1fr);
  gap: 0.4rem;
  margin-bottom: 0.6rem;
}

#planned-faults {
  margin-bottom: 0.75rem;
  padding-bottom: 0.75rem;
  border-bottom: 1px solid var(--line);
}

form p {
  margin-bottom: 0.4rem;
}

fieldset {
  margin: 0 0 0.6rem;
  padding: 0.3rem 0.75rem 0.2rem;
  border: 1px solid var(--line);
  border-radius: 0.4rem;
}

legend {
  padding: 0 0.3rem;
  color: var(--quiet);
}

fieldset p {
  display: flex;
  flex-wrap: wrap;
  gap: 0.2rem 0.5rem;
  align-items: center;
}

.line {
  display: grid;
  grid-template-columns: auto minmax(4rem, 5rem) auto 1fr;
  gap: 0.5rem;
  align-items: center;
}

.fields {
  display: grid;
  grid-template-columns: 2fr 3fr;
  gap: 0.5rem;
}

.fields p label {
  display: block;
}

.fields select {
  width: 100%;
}

.planned li {
  display: grid;
  grid-template-columns: minmax(0, 1fr) auto;
  gap: 0 0.5rem;
  align-items: center;
  margin-bottom: 0.4rem;
  padding: 0.35rem 0.5rem;
  border-radius: 0.4rem;
  background: var(--warn-surface);
}

.planned .target {
  grid-column: 1;
  font-weight: 600;
}

.planned li span {
  overflow-wrap: anywhere;
}

.planned li form {
  grid-row: 1 / span 2;
  grid-column: 2;
}

#happening-list li {
  padding: 0.1rem 0;
}

#happening-list .reuse,
#happening-list .end {
  color: var(--bad);
}

#connect {
  grid-column: 1 / -1;
}

.services {
  display: grid;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr));
  gap: 1rem;
}

#connect h3 a {
  font-weight: normal;
}

pre {
  margin: 0.35rem 0;
  padding: 0.5rem 0.6rem;
  border-radius: 0.3rem;
  background: var(--raised);
  overflow: auto;
}
`;
export const icon: string = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><title>Sandbox</title><path d="M2 8h5m0 0 4-4m-4 4 4 4" fill="none" stroke="#2563c9" stroke-width="2"/><g fill="#2563c9"><circle cx="2.5" cy="8" r="2"/><circle cx="12.5" cy="3.5" r="2"/><circle cx="12.5" cy="12.5" r="2"/></g></svg>
`;
