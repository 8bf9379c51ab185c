/** The constants of Arduino's PubSubClient 2.8, with its names and values. */

/** Protocol levels for `version` of ConnectOptions; 3.1.1 unless asked otherwise. */
export const MQTT_VERSION_3_1 = 3;
export const MQTT_VERSION_3_1_1 = 4;
export const MQTT_VERSION = MQTT_VERSION_3_1_1;

/** Default of `setBufferSize`, bytes. */
export const MQTT_MAX_PACKET_SIZE = 256;
/** Default of `setKeepAlive`, seconds. */
export const MQTT_KEEPALIVE = 15;
/** Default of `setSocketTimeout`, seconds. */
export const MQTT_SOCKET_TIMEOUT = 15;
/** Room that every packet reserves for its fixed header: the type and four length bytes. */
export const MQTT_MAX_HEADER_SIZE = 5;

/** What `state()` returns. 1 to 5 are the server's return codes, MQTT 3.1.1 table 3.1. */
export const MQTT_CONNECTION_TIMEOUT = -4;
export const MQTT_CONNECTION_LOST = -3;
export const MQTT_CONNECT_FAILED = -2;
export const MQTT_DISCONNECTED = -1;
export const MQTT_CONNECTED = 0;
export const MQTT_CONNECT_BAD_PROTOCOL = 1;
export const MQTT_CONNECT_BAD_CLIENT_ID = 2;
export const MQTT_CONNECT_UNAVAILABLE = 3;
export const MQTT_CONNECT_BAD_CREDENTIALS = 4;
export const MQTT_CONNECT_UNAUTHORIZED = 5;

/** First bytes of the control packets: the type in the upper four bits, MQTT 3.1.1 table 2.1. */
export const MQTTCONNECT = 1 << 4;
export const MQTTCONNACK = 2 << 4;
export const MQTTPUBLISH = 3 << 4;
export const MQTTPUBACK = 4 << 4;
export const MQTTPUBREC = 5 << 4;
export const MQTTPUBREL = 6 << 4;
export const MQTTPUBCOMP = 7 << 4;
export const MQTTSUBSCRIBE = 8 << 4;
export const MQTTSUBACK = 9 << 4;
export const MQTTUNSUBSCRIBE = 10 << 4;
export const MQTTUNSUBACK = 11 << 4;
export const MQTTPINGREQ = 12 << 4;
export const MQTTPINGRESP = 13 << 4;
export const MQTTDISCONNECT = 14 << 4;
export const MQTTReserved = 15 << 4;

/** QoS as it stands in a PUBLISH's first byte: shifted by one, as Arduino has it. */
export const MQTTQOS0 = 0 << 1;
export const MQTTQOS1 = 1 << 1;
export const MQTTQOS2 = 2 << 1;
