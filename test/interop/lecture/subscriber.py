"""A subscriber in Python: prints what comes, a line for each message.

    python3 subscriber.py --topic 'pubsub-xs/+/reading'
"""

import argparse

import paho.mqtt.client as mqtt

from login import add_options, end, first_line, log_in, on_disconnect, run

arguments = argparse.ArgumentParser()
add_options(arguments)
arguments.add_argument("--topic", default="pubsub-xs/#")
arguments.add_argument("--id", default="", help="with an id the subscription is durable")
arguments.add_argument("--payload-key-file", help="decrypts payloads; its first line is the key")
options = arguments.parse_args()


def decryptor():
    """Makes text of a payload: of a Fernet token with the key, of anything else as it is."""
    if not options.payload_key_file:
        return lambda payload: payload.decode(errors="replace")
    from cryptography.fernet import Fernet, InvalidToken, MultiFernet

    keys = MultiFernet([Fernet(key) for key in first_line(options.payload_key_file).split(",")])

    def text_of(payload):
        try:
            return keys.decrypt(payload).decode(errors="replace")
        except InvalidToken:
            return payload.decode(errors="replace") + " (not encrypted with this key)"

    return text_of


def main():
    text_of = decryptor()

    def on_connect(client, userdata, flags, code):
        if code != 0:
            end(f"the broker says: {mqtt.connack_string(code)}")
        client.subscribe(options.topic, qos=1)

    def on_subscribe(client, userdata, mid, granted):
        if granted[0] > 2:
            end(f"the broker does not allow {options.topic}")
        print("subscribed", options.topic, flush=True)

    def on_message(client, userdata, message):
        retained = " (retained)" if message.retain else ""
        print(message.topic, text_of(message.payload) + retained, flush=True)

    client = mqtt.Client(client_id=options.id, clean_session=options.id == "")
    client.on_subscribe = on_subscribe
    client.on_message = on_message
    log_in(client, options)
    client.on_connect = on_connect  # from now on: when it is there again
    client.on_disconnect = on_disconnect
    client.subscribe(options.topic, qos=1)
    try:
        client.loop_forever()
    finally:
        client.disconnect()


run(main)
