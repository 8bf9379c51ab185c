/** The constants have the values of PubSubClient.h, version 2.8. */

import * as constants from '../../../firmware/mqtt/constants';
import { deepEqual } from '../../kit/assert';
import { test } from '../../kit/test';

test('every constant has the value that it has on Arduino, and no other is there', () => {
  deepEqual(
    { ...constants },
    {
      MQTT_VERSION_3_1: 3,
      MQTT_VERSION_3_1_1: 4,
      MQTT_VERSION: 4,
      MQTT_MAX_PACKET_SIZE: 256,
      MQTT_KEEPALIVE: 15,
      MQTT_SOCKET_TIMEOUT: 15,
      MQTT_MAX_HEADER_SIZE: 5,
      MQTT_CONNECTION_TIMEOUT: -4,
      MQTT_CONNECTION_LOST: -3,
      MQTT_CONNECT_FAILED: -2,
      MQTT_DISCONNECTED: -1,
      MQTT_CONNECTED: 0,
      MQTT_CONNECT_BAD_PROTOCOL: 1,
      MQTT_CONNECT_BAD_CLIENT_ID: 2,
      MQTT_CONNECT_UNAVAILABLE: 3,
      MQTT_CONNECT_BAD_CREDENTIALS: 4,
      MQTT_CONNECT_UNAUTHORIZED: 5,
      MQTTCONNECT: 0x10,
      MQTTCONNACK: 0x20,
      MQTTPUBLISH: 0x30,
      MQTTPUBACK: 0x40,
      MQTTPUBREC: 0x50,
      MQTTPUBREL: 0x60,
      MQTTPUBCOMP: 0x70,
      MQTTSUBSCRIBE: 0x80,
      MQTTSUBACK: 0x90,
      MQTTUNSUBSCRIBE: 0xa0,
      MQTTUNSUBACK: 0xb0,
      MQTTPINGREQ: 0xc0,
      MQTTPINGRESP: 0xd0,
      MQTTDISCONNECT: 0xe0,
      MQTTReserved: 0xf0,
      MQTTQOS0: 0,
      MQTTQOS1: 2,
      MQTTQOS2: 4,
    },
  );
});
