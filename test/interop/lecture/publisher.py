"""A sensor in Python: publishes a temperature as JSON, every 10 seconds unless told otherwise.

    python3 publisher.py --topic home/temperature
"""

import argparse
import json
import random
import time

import paho.mqtt.client as mqtt

arguments = argparse.ArgumentParser()
arguments.add_argument("--host", default="127.0.0.1")
arguments.add_argument("--port", type=int, default=1883)
arguments.add_argument("--topic", default="home/temperature")
arguments.add_argument("--id", default="RPi1")
arguments.add_argument("--every", type=float, default=10, help="seconds")
arguments.add_argument("--count", type=int, default=0, help="0 goes on for ever")
options = arguments.parse_args()

client = mqtt.Client(client_id=options.id)
client.connect(options.host, options.port)
client.loop_start()

sent = 0
while options.count == 0 or sent < options.count:
    reading = {
        "deviceID": options.id,
        "temperature": round(20 + random.random() * 5, 1),
        "timestamp": time.time(),
    }
    client.publish(options.topic, json.dumps(reading), qos=1).wait_for_publish()
    sent += 1
    time.sleep(options.every)

client.disconnect()
client.loop_stop()
