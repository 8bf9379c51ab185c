/**
 * The keys of a device's discovery message, with their abbreviations: home-assistant.io,
 * integrations/mqtt, sensor.mqtt and binary_sensor.mqtt. Of components only these two kinds are known here.
 */

type Names = Readonly<Record<string, string>>;

/** Of options that stand at the root and hold for all components that do not have their own. */
export const SHARED: Names = {
  avty: 'availability',
  avty_mode: 'availability_mode',
  avty_tpl: 'availability_template',
  avty_t: 'availability_topic',
  pl_avail: 'payload_available',
  pl_not_avail: 'payload_not_available',
  stat_t: 'state_topic',
  cmd_t: 'command_topic',
  e: 'encoding',
};
const WITHOUT_ABBREVIATION = 'qos';

const ROOT: Names = { dev: 'device', o: 'origin', cmps: 'components' };

/** Of both kinds. */
const ENTITY: Names = {
  p: 'platform',
  uniq_id: 'unique_id',
  dev_cla: 'device_class',
  val_tpl: 'value_template',
  exp_aft: 'expire_after',
  frc_upd: 'force_update',
  ent_cat: 'entity_category',
  en: 'enabled_by_default',
  ent_pic: 'entity_picture',
  def_ent_id: 'default_entity_id',
  ic: 'icon',
  json_attr_t: 'json_attributes_topic',
  json_attr_tpl: 'json_attributes_template',
};

const SENSOR: Names = {
  stat_cla: 'state_class',
  unit_of_meas: 'unit_of_measurement',
  sug_dsp_prc: 'suggested_display_precision',
  ops: 'options',
  lrst_val_tpl: 'last_reset_value_template',
};

const BINARY_SENSOR: Names = {
  pl_on: 'payload_on',
  pl_off: 'payload_off',
  off_dly: 'off_delay',
};

/** Abbreviations that holds at the root and in a component; those of entities are read at the root, too. */
export const ABBREVIATIONS: Names = {
  ...{ ...SHARED, ...ROOT },
  ...{ ...ENTITY, ...SENSOR, ...BINARY_SENSOR },
};

export const OF_DEVICE: Names = {
  cns: 'connections',
  cu: 'configuration_url',
  ids: 'identifiers',
  mf: 'manufacturer',
  mdl: 'model',
  mdl_id: 'model_id',
  hw: 'hw_version',
  sw: 'sw_version',
  sa: 'suggested_area',
  sn: 'serial_number',
};

export const OF_ORIGIN: Names = { sw: 'sw_version', url: 'support_url' };

/** Of an entry in the list `availability`. */
export const OF_AVAILABILITY: Names = {
  t: 'topic',
  val_tpl: 'value_template',
  pl_avail: 'payload_available',
  pl_not_avail: 'payload_not_available',
};

export const SHARED_KEYS: readonly string[] = [...Object.values(SHARED), WITHOUT_ABBREVIATION];
export const ROOT_ABBREVIATIONS: readonly string[] = Object.keys({ ...ROOT, ...SHARED });
export const ROOT_KEYS: readonly string[] = [...Object.values(ROOT), ...SHARED_KEYS];
export const DEVICE_KEYS: readonly string[] = [...Object.values(OF_DEVICE), 'name', 'via_device'];
export const ORIGIN_KEYS: readonly string[] = [...Object.values(OF_ORIGIN), 'name'];
const ENTITY_KEYS: readonly string[] = [...Object.values(ENTITY), ...SHARED_KEYS, 'name'];
export const SENSOR_KEYS: readonly string[] = [...ENTITY_KEYS, ...Object.values(SENSOR)];
export const BINARY_SENSOR_KEYS: readonly string[] = [
  ...ENTITY_KEYS,
  ...Object.values(BINARY_SENSOR),
];

/** What a device may be made of. */
export const PLATFORMS: readonly string[] = [
  ...['alarm_control_panel', 'binary_sensor', 'button', 'camera', 'climate', 'cover'],
  ...['device_automation', 'device_tracker', 'event', 'fan', 'humidifier', 'image', 'lawn_mower'],
  ...['light', 'lock', 'notify', 'number', 'scene', 'select', 'sensor', 'siren', 'switch', 'tag'],
  ...['text', 'update', 'vacuum', 'valve', 'water_heater'],
];

/** The same map with the full names; `onTwice` hears of a name that was there in both forms. */
export function expanded(
  map: Readonly<Record<string, unknown>>,
  names: Names,
  onTwice: (name: string) => void,
): Record<string, unknown> {
  const full: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(map)) {
    const name = Object.hasOwn(names, key) ? names[key]! : key;
    if (Object.hasOwn(full, name)) onTwice(name);
    full[name] = value;
  }
  return full;
}
