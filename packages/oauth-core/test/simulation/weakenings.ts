/** A change of the sources that breaks the protocol: the simulation has to notice. */
export interface Weakening {
  /** What is left out. */
  readonly name: string;
  /** Texts of files in `src`, each of which stands there exactly once. */
  readonly changes: readonly Change[];
}

export interface Change {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const inFile =
  (file: string) =>
  (from: string, to: string): Change => ({ file, from, to });
const claim = inFile('claim.ts');
const claimedRequest = inFile('claimed-request.ts');
const pairStorage = inFile('pair-storage.ts');
const reauthorization = inFile('reauthorization.ts');
const renewal = inFile('renewal.ts');
const plan = inFile('renewal-plan.ts');
const recordStore = inFile('record-store.ts');
const stored = inFile('stored-authorization.ts');
const source = inFile('token-source.ts');

const weaken = (name: string, ...changes: Change[]): Weakening => ({ name, changes });

/** Each thing that the protocol rests on, left out. */
export const weakenings: readonly Weakening[] = [
  weaken(
    'no claim',
    claim('const outcome = await writeRecord(renewer, entry, claim.revision);', "const outcome: string = 'written';"),
  ),
  weaken(
    'a claim over what the store has now, instead of over what was read',
    claim(
      'await writeRecord(renewer, entry, claim.revision);',
      'await writeRecord(renewer, entry, claim.revision === found.revision ? (await readRecord(renewer)).revision : claim.revision);',
    ),
    claim('import { writeRecord }', 'import { readRecord, writeRecord }'),
  ),
  weaken(
    'sending on a claim that is not confirmed',
    claim("return outcome !== 'unconfirmed' ||", 'return !!outcome ||'),
  ),
  weaken(
    'sending on a claim that nobody acknowledged',
    recordStore(
      'if (found.revision === entry.revision) {',
      "if (found.revision !== undefined) return 'written';\n  if (found.revision === entry.revision) {",
    ),
  ),
  weaken(
    'taking a claim that is read back for confirmed',
    recordStore(
      "return replaces === entry.revision ? 'unconfirmed' : writeRecord(place, entry, entry.revision);",
      "return 'written';",
    ),
  ),
  weaken(
    'a code that is lost after a write that seemed to fail has recorded it',
    renewal('const isNoted = code !== undefined && ', 'const isNoted = !clock && '),
  ),
  weaken(
    'a claim written again at once after the store has failed',
    recordStore(
      'if (failure && found.revision === replaces) throw failure;',
      "if (failure && found.revision === replaces) return (await store.set(key, entry, { replaces })) ? 'written' : found;",
    ),
  ),
  weaken(
    'no check before sending',
    claim('return byWall < 0 || Math.max(', 'return byWall > Number.MAX_VALUE && Math.max('),
  ),
  weaken(
    'a check by the monotonic clock alone',
    claim(
      'return byWall < 0 || Math.max(clock.now() - takenAt.now, byWall)',
      'return clock.now() - takenAt.now + 0 * byWall',
    ),
  ),
  weaken('a check by the wall clock alone', claim('Math.max(clock.now() - takenAt.now, byWall)', 'byWall')),
  weaken(
    'something to wait for between the check and the request',
    claimedRequest(
      '    // Nothing is awaited between the check above and this request.\n',
      '    await renewer.clock.sleep(1);\n',
    ),
  ),
  weaken(
    'a second presentation under the same claim',
    claimedRequest('if ((attempt > 1 || claim.isLate()) && ', 'if (claim.isLate() && '),
  ),
  weaken('a third presentation after two lost answers', claimedRequest('++ambiguous < 2 ?', '++ambiguous ?')),
  weaken('a code presented again', claimedRequest("    if (kind === 'ambiguous' && isCode) return undefined;\n", '')),
  weaken('giving a doubtful claim back', claim('    if (claim.doubtful && rotates) return;\n', '')),
  weaken(
    'giving back a claim that was taken over',
    claim('doubtful: mine?.doubtful ?? replaced !== undefined', 'doubtful: mine?.doubtful ?? false'),
  ),
  weaken(
    'giving back the claim of another after a consent',
    claim('if (claim.doubtful && rotates)', 'if (claim.doubtful && rotates && !replacesAll)'),
  ),
  weaken('taking over without the watch', renewal(' && watched >= timing.watch', '')),
  weaken('taking over before the lease ends', renewal('(age ?? watched) >= lease && ', '')),
  weaken('taking over by the watch alone if no age is told', renewal('(age ?? watched)', '(age ?? lease)')),
  weaken('a watch that does not see gaps', renewal('watch && now - watch.last <= watchGap ?', 'watch ?')),
  weaken(
    'ending a record that has changed',
    reauthorization(
      'await encodeRecord(renewer, { ...dead, ended }), revision);',
      'await encodeRecord(renewer, { ...dead, ended }), (await readRecord(renewer))?.revision);',
    ),
    reauthorization('import { writeRecord }', 'import { readRecord, writeRecord }'),
  ),
  weaken(
    'handing out before the write',
    pairStorage('const kept = await savedInTime(renewer, saving);', "const kept: string = 'written';"),
  ),
  weaken(
    'a last write without compare-and-set',
    pairStorage(
      'await writeRecord(renewer, entry, replaces);',
      'await writeRecord(renewer, entry, (await readRecord(renewer))?.revision);',
    ),
    pairStorage('import { writeRecord }', 'import { readRecord, writeRecord }'),
  ),
  weaken(
    'dropping a new pair whose write failed',
    pairStorage("(outcome) => outcome !== 'failed'", '(outcome) => outcome.length > 0'),
  ),
  weaken('a pair that replicas lack, not written again', pairStorage('clock.now() >= until', 'clock.now() < until')),
  weaken(
    'a pair that replicas lack, given up when another claims it',
    pairStorage("? 'unconfirmed' : 'superseded'", "? 'superseded' : 'superseded'"),
  ),
  weaken(
    'sending while a pair is not stored yet',
    renewal('  if (state.unsaved) await savedInTime(renewer, state.unsaved);\n', ''),
  ),
  weaken(
    'comparison by generation at the last write',
    pairStorage(
      'stands.accessToken === base.accessToken && stands.refreshToken === base.refreshToken;',
      'stands.generation === base.generation;',
    ),
  ),
  weaken(
    'comparison by generation when reading',
    renewal(
      'if (isGood(renewer, live, minimumLifetime))',
      'if (state.token && live.generation > state.token.generation)',
    ),
  ),
  weaken('a late pair over what was cleared', pairStorage('if (isForgotten || isPast', 'if (isPast')),
  weaken('no healing of a record that was ended too early', pairStorage(" && stands.ended.why !== 'refused'", '')),
  weaken(
    'clear that deletes',
    stored('    return { generation, seeds, history, ended: {', '    void { generation, seeds, history, ended: {'),
    stored('  renewer.forget();\n', '  await renewer.store.delete(renewer.key);\n  renewer.forget();\n'),
  ),
  weaken('clear that memory does not notice', stored('  renewer.forget();\n', '')),
  weaken('a seed used again', plan('|| !seeds.includes(hash)', '|| hash')),
  weaken('a seed that is not recorded', plan('seeds: [...earlier, hash].slice(-32)', 'seeds: earlier')),
  weaken('renewing for every refusal', renewal('refusalsWithin = 30_000', 'refusalsWithin = 0')),
  weaken('a flight for each caller', source('flight ?? fly(', 'fly(')),
  weaken('no second look after a freeze', inFile('deadline.ts')('> standstill ?', '> Number.MAX_VALUE ?')),
];
