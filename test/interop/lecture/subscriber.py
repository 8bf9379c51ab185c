"""A subscriber in Python: prints what comes, a line for each message.

    python3 subscriber.py --topic 'pubsub-xs/+/reading'
"""

import argparse

import paho.mqtt.client as mqtt

arguments = argparse.ArgumentParser()
arguments.add_argument("--host", default="127.0.0.1")
arguments.add_argument("--port", type=int, default=1883)
arguments.add_argument("--topic", default="pubsub-xs/#")
arguments.add_argument("--id", default="", help="with an id the subscription is durable")
options = arguments.parse_args()


def on_connect(client, userdata, flags, code):
    client.subscribe(options.topic, qos=1)


def on_subscribe(client, userdata, mid, granted):
    print("subscribed", options.topic, flush=True)


def on_message(client, userdata, message):
    retained = " (retained)" if message.retain else ""
    print(message.topic, message.payload.decode() + retained, flush=True)


client = mqtt.Client(client_id=options.id, clean_session=options.id == "")
client.on_connect = on_connect
client.on_subscribe = on_subscribe
client.on_message = on_message
client.connect(options.host, options.port)
client.loop_forever()
