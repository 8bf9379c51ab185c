/** The classes of sensors and binary sensors, and what a sensor's asks of its unit: home-assistant.io, integrations/sensor and /binary_sensor. */

const POLLUTANT = ['µg/m³'];
const PRESSURE = ['mbar', 'cbar', 'bar', 'Pa', 'hPa', 'kPa', 'inHg', 'psi', 'mmHg'];

/** The units of the classes that stations for climate have; undefined in the list is no unit at all. */
export const UNITS: Readonly<Record<string, readonly (string | undefined)[]>> = {
  aqi: [undefined],
  atmospheric_pressure: PRESSURE,
  battery: ['%'],
  carbon_dioxide: ['ppm'],
  carbon_monoxide: ['ppm'],
  duration: ['d', 'h', 'min', 's', 'ms', 'µs'],
  humidity: ['%'],
  illuminance: ['lx'],
  moisture: ['%'],
  nitrogen_dioxide: POLLUTANT,
  nitrogen_monoxide: POLLUTANT,
  ozone: POLLUTANT,
  ph: [undefined],
  pm1: POLLUTANT,
  pm10: POLLUTANT,
  pm25: POLLUTANT,
  pressure: PRESSURE,
  signal_strength: ['dB', 'dBm'],
  sound_pressure: ['dB', 'dBA'],
  sulphur_dioxide: POLLUTANT,
  temperature: ['°C', '°F', 'K'],
  voltage: ['V', 'mV', 'µV', 'kV', 'MV'],
};

/** Their values are no numbers. */
export const NOT_NUMERIC: readonly string[] = ['date', 'enum', 'timestamp'];

/** Those whose units are not checked here. */
const OTHERS: readonly string[] = [
  ...['absolute_humidity', 'apparent_power', 'area', 'blood_glucose_concentration'],
  ...['conductivity', 'current', 'data_rate', 'data_size', 'distance', 'energy'],
  ...['energy_distance', 'energy_storage', 'frequency', 'gas', 'irradiance', 'monetary'],
  ...['nitrous_oxide', 'pm4', 'power', 'power_factor', 'precipitation'],
  ...['precipitation_intensity', 'reactive_energy', 'reactive_power', 'speed'],
  ...['temperature_delta', 'volatile_organic_compounds', 'volatile_organic_compounds_parts'],
  ...['volume', 'volume_flow_rate', 'volume_storage', 'water', 'weight', 'wind_direction'],
  ...['wind_speed', ...NOT_NUMERIC],
];

export const CLASSES: readonly string[] = [...Object.keys(UNITS), ...OTHERS];

export const STATE_CLASSES: readonly string[] = [
  ...['measurement', 'measurement_angle', 'total', 'total_increasing'],
];

export const BINARY_CLASSES: readonly string[] = [
  ...['battery', 'battery_charging', 'carbon_monoxide', 'cold', 'connectivity', 'door'],
  ...['garage_door', 'gas', 'heat', 'light', 'lock', 'moisture', 'motion', 'moving', 'occupancy'],
  ...['opening', 'plug', 'power', 'presence', 'problem', 'running', 'safety', 'smoke', 'sound'],
  ...['tamper', 'update', 'vibration', 'window'],
];

/** Of these, on is shown as open. */
export const OPENINGS: readonly string[] = ['door', 'garage_door', 'opening', 'window'];
