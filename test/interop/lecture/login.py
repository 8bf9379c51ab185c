"""What subscriber.py and publisher.py share: the way to the broker, and a word when there is none."""

import argparse
import sys
import time

import paho.mqtt.client as mqtt

ANSWER_S = 10


def end(message, code=1):
    print(message, file=sys.stderr)
    sys.exit(code)


def add_options(arguments: argparse.ArgumentParser):
    arguments.add_argument("--host", default="127.0.0.1")
    arguments.add_argument("--port", type=int, help="1883, or 8883 with --cafile")
    arguments.add_argument("--user")
    # In a file: what is on a command line, everybody sees in the list of processes.
    arguments.add_argument("--password-file", help="its first line is the password")
    arguments.add_argument("--cafile", help="TLS, to a broker whose certificate goes back to this CA")


def first_line(path):
    with open(path, encoding="utf-8") as file:
        return file.readline().strip()


def log_in(client: mqtt.Client, options):
    """Returns when the broker has let the client in, and ends the program when it does not."""
    if options.password_file and not options.user:
        end("--password-file needs --user", 2)
    if options.user:
        password = first_line(options.password_file) if options.password_file else None
        client.username_pw_set(options.user, password)
    if options.cafile:
        client.tls_set(options.cafile)
    port = options.port or (8883 if options.cafile else 1883)
    answers = []
    client.on_connect = lambda client, userdata, flags, code: answers.append(code)
    try:
        client.connect(options.host, port)
    except OSError as error:
        end(f"cannot connect to {options.host}:{port}: {error}")
    give_up_s = time.monotonic() + ANSWER_S
    while not answers:
        lost = client.loop(timeout=1) != mqtt.MQTT_ERR_SUCCESS
        if not answers and (lost or time.monotonic() > give_up_s):
            end(f"no answer from {options.host}:{port}: is it an MQTT broker, and does it want TLS?")
    if answers[0] != 0:
        end(f"the broker says: {mqtt.connack_string(answers[0])}")


def on_disconnect(client, userdata, code):
    if code != 0:
        print("the connection is lost; trying again", file=sys.stderr, flush=True)


def run(main):
    """Runs a program until it ends or somebody presses Ctrl-C; what is wrong is one line."""
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(0)
    except (OSError, ValueError) as error:
        end(str(error), 2)
