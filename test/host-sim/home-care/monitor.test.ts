/** When alerts are raised, cleared and passed on; all by the monitor's own time. */

import fc from 'fast-check';
import { readAlert, alertPayload, type Alert } from '../../../host-sim/home-care/alert';
import type { Effect } from '../../../host-sim/home-care/effect';
import { Monitor } from '../../../host-sim/home-care/monitor';
import { PLAN, verdictOf } from '../../../host-sim/home-care/rules';
import { deepEqual, equal, ok } from '../../kit/assert';
import { test } from '../../kit/test';

const MINUTE = 60_000;
const ID = 'mum';

/** A monitor that is always on time. */
class Desk {
  nowMs = 12 * 60 * MINUTE;
  readonly effects: Effect[] = [];
  readonly monitor = new Monitor(PLAN, (ms) => Math.floor(ms / 3_600_000) % 24);

  to(atMs: number): void {
    for (;;) {
      const next = this.monitor.nextMs(this.nowMs);
      if (next === undefined || next > atMs) break;
      this.nowMs = Math.max(next, this.nowMs);
      const effects = this.monitor.tick(this.nowMs);
      this.effects.push(...effects);
      if (effects.length === 0 && this.nowMs >= atMs) break;
      if (effects.length === 0) this.nowMs += 1; // a deadline that was none
    }
    this.nowMs = atMs;
  }

  pass(ms: number): this {
    this.to(this.nowMs + ms);
    return this;
  }

  says(leaf: string, values: object, isRetained = false): this {
    const { nowMs, monitor } = this;
    this.effects.push(...monitor.message(ID, leaf, { ...values }, isRetained, nowMs));
    return this;
  }

  /** What has happened since, in few words. */
  get told(): string[] {
    return this.effects.splice(0).map((effect) => {
      if (effect.kind === 'ignored') return effect.why;
      if (effect.kind === 'call') return `call ${effect.to} ${effect.rule}`;
      return `${effect.kind === 'alert' ? effect.alert.state : 'cleared'} ${effect.rule}`;
    });
  }

  /** A reading each minute. */
  lives(minutes: number, temperature = 21): this {
    for (let i = 0; i < minutes; i++) this.says('reading', { temperature }).pass(MINUTE);
    return this;
  }
}

test('a room is cold when it has been so for ten minutes, and warm again after two', () => {
  const desk = new Desk().lives(5).lives(10, 15.2);
  deepEqual(desk.told, []);
  deepEqual(desk.lives(1, 15.2).told, ['raised cold', 'call family cold']);
  desk.lives(3, 16.5); // between the limits nothing changes
  deepEqual(desk.told, []);
  desk.lives(2, 17.5);
  deepEqual(desk.told, ['raised cold', 'call neighbour cold']);
  deepEqual(desk.lives(1, 17.5).told, ['cleared cold']);
});

test('a cold quarter of an hour with one warmer reading in it is none', () => {
  const desk = new Desk().lives(9, 15).lives(1, 16.4).lives(9, 15);
  deepEqual(desk.told, []);
});

test('a door that is open at night is told five minutes later, without another word of it', () => {
  const desk = new Desk();
  desk.nowMs = 23 * 60 * MINUTE;
  desk.says('door', { open: true }).lives(4);
  deepEqual(desk.told, []);
  desk.lives(1);
  deepEqual(desk.told, ['raised door-at-night', 'call family door-at-night']);
  deepEqual(desk.says('door', { open: false }).told, ['cleared door-at-night']);
});

test('one that was left open in the evening is told when the night has come, and is none by day', () => {
  const desk = new Desk();
  desk.nowMs = 21 * 60 * MINUTE;
  for (let i = 0; i < 6; i++) desk.says('door', { open: true }, i === 0).lives(10);
  const ofNight = (what: string): boolean => what.endsWith('door-at-night');
  deepEqual(desk.lives(4).told.filter(ofNight), []);
  desk.lives(2);
  deepEqual(desk.told.filter(ofNight), ['raised door-at-night', 'call family door-at-night']);
  for (let hour = 0; hour < 8; hour++) desk.says('door', { open: true }).lives(60);
  const told = desk.told.filter(ofNight);
  equal(told.at(-1), 'cleared door-at-night');
});

test('a blood pressure that is high is told at once, by either of its values', () => {
  const pressure = (systolic: number, diastolic: number) => ({ systolic, diastolic, pulse: 70 });
  const desk = new Desk().says('blood-pressure', pressure(150, 101));
  deepEqual(desk.told, ['raised pressure-high', 'call family pressure-high']);
  desk.says('blood-pressure', pressure(150, 90)); // one of them is still between
  deepEqual(desk.told, []);
  deepEqual(desk.says('blood-pressure', pressure(144, 90)).told, ['cleared pressure-high']);
});

test('while nobody acknowledges, one after the other is called', () => {
  const desk = new Desk().says('blood-pressure', { systolic: 180, diastolic: 90, pulse: 70 });
  deepEqual(desk.told, ['raised pressure-high', 'call family pressure-high']);
  deepEqual(desk.lives(5).told, ['raised pressure-high', 'call neighbour pressure-high']);
  deepEqual(desk.lives(10).told, ['raised pressure-high', 'call emergency pressure-high']);
  deepEqual(desk.lives(40).told, []);
});

test('who acknowledges stops that; the alert stays until all is well', () => {
  const desk = new Desk().says('blood-pressure', { systolic: 180, diastolic: 90, pulse: 70 });
  desk.lives(1);
  desk.effects.splice(0);
  desk.effects.push(...desk.monitor.acknowledge(ID, 'pressure-high', 'Anna'));
  const [effect] = desk.effects;
  ok(effect?.kind === 'alert' && effect.next === undefined);
  equal(effect.alert.acknowledgedBy, 'Anna');
  deepEqual(desk.told, ['acknowledged pressure-high']);
  deepEqual(desk.lives(30).told, []);
  desk.says('blood-pressure', { systolic: 120, diastolic: 80, pulse: 70 });
  deepEqual(desk.told, ['cleared pressure-high']);
  deepEqual(desk.monitor.acknowledge(ID, 'pressure-high', 'Anna'), []);
  deepEqual(desk.monitor.acknowledge('nobody', 'cold', 'Anna'), []);
});

test('a device that falls silent is told once, not for each of its sensors, and is back with its first word', () => {
  const desk = new Desk().says('door', { open: false }).lives(8);
  desk.effects.splice(0);
  desk.pass(60 * MINUTE);
  deepEqual(
    desk.told.filter((what) => what.startsWith('raised') || what.includes('family')),
    ['raised silent', 'call family silent', 'raised silent', 'raised silent'],
  );
  desk.says('reading', { temperature: 21 });
  deepEqual(desk.told, ['cleared silent']);
  deepEqual(desk.lives(3).told, []); // the door is not held to what it could not say
});

test('a sensor that falls silent while its board speaks is told by its name', () => {
  const desk = new Desk();
  for (let i = 0; i < 10; i++) desk.says('door', { open: false }).lives(5);
  deepEqual(desk.told, []);
  desk.lives(11); // fifteen minutes with those before
  deepEqual(desk.told, ['raised no-door', 'call family no-door']);
  deepEqual(desk.says('door', { open: false }).told, ['cleared no-door']);
});

test('what is retained is no sign of life, and only states of it count', () => {
  const desk = new Desk().lives(8);
  for (let i = 0; i < 3; i++) desk.pass(MINUTE / 2).says('door', { open: false }, true);
  deepEqual(desk.told, ['raised silent', 'call family silent']);
  desk.says('reading', { temperature: 3 }, true);
  desk.says('blood-pressure', { systolic: 200, diastolic: 120, pulse: 60 }, true);
  deepEqual(desk.told, []);
});

test('while the monitor itself hears nothing nobody is silent', () => {
  const desk = new Desk().lives(8);
  desk.nowMs += 30 * MINUTE; // it was away
  desk.monitor.hears(desk.nowMs);
  deepEqual(desk.pass(1).told, []);
  deepEqual(desk.pass(2 * MINUTE).told, ['raised silent', 'call family silent']);
});

test('an alert of an earlier run goes on where it was, and its device is held to it', () => {
  const desk = new Desk();
  const alert: Alert = {
    ...{ state: 'raised', severity: 'alarm', text: 'high', called: ['family'] },
    sinceMs: desk.nowMs - 4 * MINUTE,
  };
  deepEqual(desk.monitor.restore(ID, 'pressure-high', alert, desk.nowMs), []);
  desk.lives(1);
  deepEqual(desk.told, ['raised pressure-high', 'call neighbour pressure-high']);
  desk.effects.push(...desk.monitor.restore(ID, 'of-old', alert, desk.nowMs));
  deepEqual(desk.told, ['cleared of-old']);
});

test('an alert reads back as it was written', () => {
  const alert: Alert = {
    ...{ state: 'acknowledged', severity: 'alarm', text: 'ä "x"', sinceMs: 1_700_000_000_000 },
    ...{ called: ['family', 'neighbour'], acknowledgedBy: 'Anna' },
  };
  deepEqual(readAlert(alertPayload('cold', alert, undefined)), alert);
  for (const payload of ['', 'null', '[]', '{"state":"raised"}', '{"state":"cleared"}']) {
    equal(readAlert(payload), undefined, payload);
  }
});

test('within the hysteresis nothing ever changes, and what changes was beyond a limit', () => {
  const temperatures = fc.array(fc.double({ min: 14, max: 19, noNaN: true }), { maxLength: 120 });
  fc.assert(
    fc.property(temperatures, (series) => {
      const desk = new Desk();
      for (const temperature of series) {
        desk.lives(1, temperature);
        for (const what of desk.told.filter((one) => one.endsWith(' cold'))) {
          const isEscalation = what.startsWith('call neighbour') || what.startsWith('raised');
          if (what === 'call family cold') ok(temperature <= 16, `${what} at ${temperature}`);
          else if (what === 'cleared cold') ok(temperature >= 17, `${what} at ${temperature}`);
          else ok(isEscalation, what);
        }
      }
    }),
    { numRuns: 200 },
  );
});

test('whatever comes, each alert that is raised is cleared once before it is raised again', () => {
  const step = fc.oneof(
    fc.record({ leaf: fc.constant('reading'), temperature: fc.integer({ min: 10, max: 35 }) }),
    fc.record({ leaf: fc.constant('door'), open: fc.boolean() }),
    fc.record({
      leaf: fc.constant('blood-pressure'),
      systolic: fc.integer({ min: 80, max: 180 }),
      diastolic: fc.integer({ min: 60, max: 110 }),
    }),
    fc.record({ leaf: fc.constant('') }),
    fc.record({ leaf: fc.constant('acknowledge') }),
  );
  const story = fc.array(fc.tuple(step, fc.integer({ min: 0, max: 20 * MINUTE }), fc.boolean()));
  fc.assert(
    fc.property(story, (steps) => {
      const desk = new Desk();
      const held = new Map<string, number>();
      for (const [{ leaf, ...values }, ms, isRetained] of steps) {
        if (leaf === 'acknowledge') {
          for (const rule of held.keys()) {
            desk.effects.push(...desk.monitor.acknowledge(ID, rule, 'A'));
          }
        } else if (leaf !== '') desk.says(leaf, values, isRetained);
        desk.pass(ms);
        for (const effect of desk.effects.splice(0)) {
          if (effect.kind === 'ignored') continue;
          const { rule } = effect;
          if (effect.kind === 'cleared') ok(held.delete(rule), `${rule} cleared twice`);
          else {
            const since = held.get(rule) ?? effect.alert.sinceMs;
            equal(effect.alert.sinceMs, since, `${rule} raised twice`);
            held.set(rule, since);
            if (effect.kind === 'call') {
              equal(effect.alert.state, 'raised');
              equal(effect.alert.called.filter((to) => to === effect.to).length, 1);
            }
          }
        }
      }
      const shown = desk.monitor
        .alerts()
        .flatMap((one) => (one.kind === 'alert' ? [one.rule] : []));
      deepEqual(shown.sort(), [...held.keys()].sort());
    }),
    { numRuns: 300 },
  );
});

test('a rule says nothing of values that it is not about', () => {
  const rule = PLAN.rules[0]!;
  equal(verdictOf(rule, {}, 12), undefined);
  equal(verdictOf(rule, { temperature: '5' }, 12), undefined);
  equal(verdictOf(rule, { temperature: NaN }, 12), undefined);
});

test('an alert of an earlier run that is of the future goes on from now', () => {
  const desk = new Desk();
  const alert: Alert = {
    ...{ state: 'raised', severity: 'alarm', text: 'high', called: ['family'] },
    sinceMs: desk.nowMs + 10 ** 12,
  };
  desk.monitor.restore(ID, 'pressure-high', alert, desk.nowMs);
  desk.lives(5);
  deepEqual(desk.told, ['raised pressure-high', 'call neighbour pressure-high']);
});

for (const minutes of [2, 3, 5, 10, 15, 30, 60]) {
  test(`a board that speaks every ${minutes} minutes is never called silent while it does, and then is`, () => {
    const desk = new Desk();
    desk.effects.push(...desk.monitor.online(ID, true, desk.nowMs));
    desk.pass((minutes * MINUTE) / 7); // the monitor comes in the middle of a gap
    // What a board says at its start is no rhythm.
    desk.says('door', { open: false }).says('blood-pressure', { systolic: 120, diastolic: 80 });
    for (let i = 0; i < 20; i++) {
      desk.says('reading', { temperature: 21 }).says('door', { open: false });
      desk.says('blood-pressure', { systolic: 120, diastolic: 80 }).pass(minutes * MINUTE);
    }
    deepEqual(desk.told, []);
    desk.pass(1.6 * minutes * MINUTE);
    ok(desk.told.includes('raised silent'));
  });
}

test('a board that speaks often is known by that, and silent two minutes later', () => {
  const desk = new Desk().lives(8);
  deepEqual(desk.told, []);
  desk.pass(MINUTE);
  deepEqual(desk.told, ['raised silent', 'call family silent']);
});

test('a board of which too little was heard is silent in the end', () => {
  const desk = new Desk().lives(3).pass(146 * MINUTE);
  deepEqual(desk.told, []);
  ok(desk.pass(4 * MINUTE).told.includes('raised silent'));
});

test('a board whose last will has come is silent two minutes later, however slow it is', () => {
  const desk = new Desk().says('reading', { temperature: 21 });
  desk.monitor.offline(ID, desk.nowMs);
  deepEqual(desk.pass(2 * MINUTE - 1).told, []);
  deepEqual(desk.pass(1).told, ['raised silent', 'call family silent']);
  desk.effects.push(...desk.monitor.online(ID, false, desk.nowMs));
  deepEqual(desk.told, ['cleared silent']);
  deepEqual(desk.pass(30 * MINUTE).told, []);
});

test('one that is back within two minutes was not gone', () => {
  for (const back of [
    (desk: Desk) => desk.monitor.online(ID, false, desk.nowMs),
    (desk: Desk) => desk.monitor.asleep(ID, desk.nowMs + 60 * MINUTE, false, desk.nowMs),
    (desk: Desk) => desk.monitor.message(ID, 'reading', {}, false, desk.nowMs),
  ]) {
    const desk = new Desk().says('reading', { temperature: 21 });
    desk.monitor.offline(ID, desk.nowMs);
    desk.pass(MINUTE);
    back(desk);
    deepEqual(desk.pass(30 * MINUTE).told, []);
  }
});

test('one outage does not make a board that speaks often one that speaks seldom', () => {
  const desk = new Desk().lives(10).pass(60 * MINUTE);
  desk.lives(10);
  desk.effects.splice(0);
  desk.pass(MINUTE);
  deepEqual(desk.told, ['raised silent', 'call family silent']);
});

test('a board that has said until when it sleeps is silent only after that', () => {
  const desk = new Desk().lives(1);
  const untilMs = desk.nowMs + 60 * MINUTE;
  desk.effects.push(...desk.monitor.asleep(ID, untilMs, true, desk.nowMs));
  deepEqual(desk.pass(61 * MINUTE).told, []);
  deepEqual(desk.pass(MINUTE).told, ['raised silent', 'call family silent']);
});

test('what was measured long ago raises nothing and clears nothing, and is told once', () => {
  const desk = new Desk();
  const old = { timestamp: desk.nowMs / 1_000 - 3_600, pulse: 70 };
  for (let i = 0; i < 3; i++) desk.says('blood-pressure', { systolic: 190, diastolic: 90, ...old });
  const told = desk.told;
  equal(told.length, 1);
  ok(told[0]!.startsWith('blood-pressure of mum is of long ago'));
  desk.says('blood-pressure', { systolic: 190, diastolic: 90, pulse: 70, timestamp: null });
  deepEqual(desk.told, ['raised pressure-high', 'call family pressure-high']);
  desk.says('blood-pressure', { systolic: 120, diastolic: 80, ...old });
  deepEqual(desk.told, []);
});

test('what cannot be is told once, and calls nobody', () => {
  const desk = new Desk().lives(20, 500);
  deepEqual(
    desk.told.filter((what) => !what.includes('no-reading')),
    ['reading of mum is implausible, and is not looked at'],
  );
  desk.says('blood-pressure', { systolic: 9_999, diastolic: 80, pulse: 70 });
  desk.says('blood-pressure', { systolic: 100, diastolic: 180, pulse: 70 });
  deepEqual(desk.told, ['blood-pressure of mum is implausible, and is not looked at']);
});

test('a device that is no more has no alerts', () => {
  const desk = new Desk().says('blood-pressure', { systolic: 180, diastolic: 90, pulse: 70 });
  desk.effects.splice(0);
  desk.effects.push(...desk.monitor.forget(ID));
  deepEqual(desk.told, ['cleared pressure-high']);
  deepEqual(desk.pass(60 * MINUTE).told, []);
});

test('a topic that is none of a board makes no device', () => {
  const desk = new Desk().says('version', { number: 1 });
  equal(desk.monitor.nextMs(desk.nowMs), undefined);
});

test('ten thousand devices are watched, and the others are told once', () => {
  const desk = new Desk();
  const { monitor, nowMs } = desk;
  for (let i = 0; i < 10_003; i++) {
    desk.effects.push(...monitor.online(`board-${i}`, true, nowMs));
  }
  deepEqual(desk.told, ['there are more than 10000 devices: the others are not watched']);
  equal(monitor.nextMs(nowMs), nowMs + 150 * MINUTE);
  equal(monitor.nextMs(nowMs, 'board-10001'), undefined);
});

test('what cannot be read is told once, and is no life of a sensor', () => {
  const desk = new Desk();
  desk.says('blood-pressure', { systolic: 120, diastolic: 80, pulse: 70 });
  deepEqual(desk.told, []);
  const silentMs = PLAN.sensorSilentUntilKnownMs + MINUTE;
  for (let at = 0; at < silentMs; at += MINUTE) {
    desk.says('blood-pressure', { systolic: '120', diastolic: 80 }).pass(MINUTE);
  }
  deepEqual(desk.told.slice(0, 2), [
    'blood-pressure of mum is implausible, and is not looked at',
    'raised no-blood-pressure',
  ]);
  for (const values of [{}, { open: 'yes' }, { open: null }]) desk.says('door', values);
  deepEqual(desk.told, ['door of mum is implausible, and is not looked at']);
});
