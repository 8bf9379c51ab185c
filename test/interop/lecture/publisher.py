"""A sensor in Python: publishes a temperature as JSON, every 10 seconds unless told otherwise.

    python3 publisher.py --topic home/temperature
"""

import argparse
import json
import random
import time

import paho.mqtt.client as mqtt

from login import add_options, log_in, on_disconnect, run

arguments = argparse.ArgumentParser()
add_options(arguments)
arguments.add_argument("--topic", default="home/temperature")
arguments.add_argument("--id", default="RPi1")
arguments.add_argument("--every", type=float, default=10, help="seconds")
arguments.add_argument("--count", type=int, default=0, help="0 goes on for ever")
options = arguments.parse_args()


def main():
    client = mqtt.Client(client_id=options.id)
    log_in(client, options)
    client.on_disconnect = on_disconnect
    client.loop_start()
    try:
        sent = 0
        while options.count == 0 or sent < options.count:
            reading = {
                "deviceID": options.id,
                "temperature": round(20 + random.random() * 5, 1),
                "timestamp": time.time(),
            }
            client.publish(options.topic, json.dumps(reading), qos=1).wait_for_publish()
            sent += 1
            if sent != options.count:
                time.sleep(options.every)
    finally:
        client.disconnect()
        client.loop_stop()


run(main)
