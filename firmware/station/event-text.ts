/** Events as lines for people: a subject of one word, and a sentence. */

import type { StationEvent } from './events';

export interface EventLine {
  readonly subject: string;
  readonly text: string;
}

/** The line for an event, or undefined for one that is of no interest to people. */
export function eventLine(told: StationEvent): EventLine | undefined {
  const text = eventText(told);
  return text === undefined ? undefined : { subject: subjectOf(told), text };
}

function subjectOf(told: StationEvent): string {
  if (told.event === 'settings refused' || told.event === 'blank') return 'settings';
  if (told.event === 'reading lost') return 'reading';
  if (told.event === 'subscription refused' || told.event === 'insecure') return 'mqtt';
  if (told.event === 'asleep') return 'sleep';
  if (told.event === 'discovery') return 'mqtt';
  if (told.event === 'instrument' || told.event === 'measurement') return 'sensor';
  return told.event === 'boot' ? 'station' : told.event;
}

function eventText(told: StationEvent): string | undefined {
  switch (told.event) {
    case 'boot':
      return `${told.id} starts (${told.reset})`;
    case 'wifi':
      return wifiText(told);
    case 'clock':
      return told.state === 'set'
        ? `set to ${new Date(told.unixS * 1000).toISOString().slice(0, 19)}Z`
        : `not set: ${told.meaning}; readings go without a timestamp until it is`;
    case 'mqtt':
      return mqttText(told);
    case 'subscription refused':
      return refusedText(told);
    case 'insecure':
      return `the certificate of ${told.broker} is not checked: anybody may be the broker, and read and change what is sent`;
    case 'sensor':
    case 'instrument':
      return sensorText(told);
    case 'reading':
    case 'measurement':
      return `${told.topic}  ${told.payload}`;
    case 'reading lost':
      return `${told.lost} lost so far, never to be sent: ${told.meaning}; check ${told.check}`;
    case 'discovery':
      return told.state === 'announced'
        ? `Home Assistant is told of this station on ${told.topic}`
        : `what Home Assistant was told on ${told.topic} is taken back`;
    case 'settings':
      return `a reading every ${told.intervalMs / 1000} s (${told.source})`;
    case 'settings refused':
      return `refused: ${told.problem}`;
    case 'blank':
      return 'no Wi-Fi is set: waiting for settings on the console, by hand or by the command provision';
    case 'flash':
      return told.problem;
    case 'backlog':
      return `full: ${told.waiting} readings wait, ${told.dropped} of the oldest dropped so far`;
    case 'fault':
      return faultText(told);
    case 'safe mode':
      return `${told.crashes} crashes in a row, the last by ${told.cause}; check ${told.check}; trying again in ${told.retryS} s`;
    case 'asleep':
      return asleepText(told);
    case 'sampled':
    case 'accepted':
    case 'stopped':
      return undefined;
  }
}

function refusedText({ topic, check }: StationEvent & { event: 'subscription refused' }): string {
  const loss = topic.endsWith('/set')
    ? 'no settings will come'
    : 'nothing will be heard from there';
  return `the broker refuses the subscription to ${topic}: ${loss}; check ${check}`;
}

function asleepText(told: StationEvent & { event: 'asleep' }): string {
  const { state, waiting, awakeMs, radioMs, roundTrips, sleepMs, nextTryMs } = told;
  const when = nextTryMs > sleepMs ? `in ${Math.round(nextTryMs / 1000)} s` : 'the next time';
  const what = state === 'published' ? 'all sent' : `${waiting} to be sent ${when}`;
  const radio =
    radioMs === 0 ? 'radio off' : `radio on for ${seconds(radioMs)}, ${roundTrips} round trips`;
  return `for ${seconds(sleepMs)}; ${what}; awake for ${seconds(awakeMs)}, ${radio}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function wifiText(told: StationEvent & { event: 'wifi' }): string {
  if (told.state === 'joined') return `joined ${told.ssid} as ${told.address}, ${told.rssi} dBm`;
  if (told.state === 'lost') return `lost ${told.ssid}; joining again`;
  return `cannot join ${told.ssid}: ${told.meaning}; check ${told.check}; trying again`;
}

function mqttText(told: StationEvent & { event: 'mqtt' }): string {
  if (told.state === 'connected') return `connected to ${told.broker} as ${told.clientId}`;
  if (told.state === 'disconnected') return `disconnected from ${told.broker}`;
  const what = told.state === 'lost' ? 'lost' : 'cannot connect to';
  return `${what} ${told.broker}: ${told.meaning}; check ${told.check}; trying again`;
}

function faultText({ where, message, times, at }: StationEvent & { event: 'fault' }): string {
  const often = times === undefined ? '' : `, ${times} times so far`;
  const place = at === undefined ? '' : ` (${at})`;
  return `in ${where}: ${message}${place}${often}`;
}

function sensorText(told: StationEvent & { event: 'sensor' | 'instrument' }): string {
  if (told.state === 'failed') return `${told.sensor}: ${told.meaning}; check ${told.check}`;
  if (told.state === 'recovered') {
    const times = told.missed === 1 ? 'one reading' : `${told.missed} readings`;
    return `${told.sensor}: answers again, ${times} missed`;
  }
  const seconds = told.minimumIntervalMs / 1000;
  return `${told.sensor}: measures every ${seconds} s at most; in between, its last value is sent again`;
}
