"""Ctrl-C while a network is being fitted from Python: the fit stops after the batch that it is at,
KeyboardInterrupt comes out of it, the network is intact, and nothing is left of it afterwards.

    usage: python_interrupt.py LIBRARY
"""

import os
import pathlib
import signal
import socket
import subprocess
import sys
import threading
import time

import numpy as np

os.environ["NEURO_LIBRARY"] = sys.argv[1]
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "examples/python"))
import neuro  # pylint: disable=wrong-import-position

# A batch takes much longer than it takes a thread to wake up.
ROWS, BATCH, SIZES = 6 * 1024, 1024, [784, 2048, 2048, 10]


def expect(what, holds):
    if not holds:
        sys.exit(f"not so: {what}")


def new_network(**options):
    return neuro.Network(SIZES, batch_size=BATCH, epochs=1, learning_rate=0.01, **options)


def press_ctrl_c_after(network, steps):
    """Sends the signal when so many steps have been made. The thread's result is how many there
    were."""
    made = []

    def press():
        while network.step_count < steps:
            time.sleep(0.001)
        made.append(network.step_count)
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=press)
    thread.start()
    return thread, made


def interrupted(network, steps, fit):
    """Runs the fit, which Ctrl-C has to end."""
    thread, made = press_ctrl_c_after(network, steps)
    try:
        fit()
    except KeyboardInterrupt:
        pass
    else:
        sys.exit("no KeyboardInterrupt")
    thread.join()
    expect(f"{network.step_count} steps, {made[0]} when Ctrl-C was pressed",
           network.step_count <= made[0] + 1 and network.step_count < ROWS // BATCH)
    expect("the handler is what it was",
           signal.getsignal(signal.SIGINT) is signal.default_int_handler)


def check_every_way(dataset, whole, inputs):
    """Without a callback, with one that is hardly ever called, and in a fit that goes on."""
    expected = whole.to_bytes(checkpoint=True)
    network = new_network()
    interrupted(network, 1, lambda: network.fit(dataset))
    outputs = network.predict(inputs[:8])
    expect("outputs are probabilities", np.allclose(outputs.sum(axis=1), 1))
    interrupted(network, 3, lambda: network.resume(dataset, callback=lambda now: False))
    expect("the rest is made up for", network.resume(dataset))
    expect("the same bits", network.to_bytes(checkpoint=True) == expected)


def check_left_alone(dataset):
    """What Python itself would do with signals is as before."""
    network = neuro.Network(SIZES[:1] + [10], epochs=1, batch_size=BATCH)
    reader, writer = socket.socketpair()
    writer.setblocking(False)
    signal.set_wakeup_fd(writer.fileno())
    pressed = []

    def press(_now):
        if not pressed:
            os.kill(os.getpid(), signal.SIGUSR1)
        pressed.append(True)

    signal.signal(signal.SIGUSR1, lambda *_: None)
    network.set_option("progress_interval", 0)
    expect("another signal does not stop it", network.fit(dataset, callback=press))
    expect("an event loop hears of it", reader.recv(1)[0] == signal.SIGUSR1)
    expect("and goes on listening", signal.set_wakeup_fd(-1) == writer.fileno())

    # Other threads are not interrupted, and fits of other handlers' programs are theirs.
    results = []
    thread = threading.Thread(target=lambda: results.append(network.fit(dataset)))
    thread.start()
    thread.join()
    expect("a fit in another thread", results == [True])
    signal.signal(signal.SIGINT, lambda *_: pressed.clear())
    expect("a handler of the program's own", network.fit(
        dataset, callback=lambda now: os.kill(os.getpid(), signal.SIGINT)) and not pressed)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def check_too_late(dataset):
    """Ctrl-C that comes with the last batch is raised, and the next fit does not hear of it."""
    network = neuro.Network(SIZES[:1] + [10], epochs=1, batch_size=0, progress_interval=0)
    for _ in range(2):
        try:
            network.fit(dataset, callback=lambda now: os.kill(os.getpid(), signal.SIGINT))
        except KeyboardInterrupt:
            pass
        else:
            sys.exit("no KeyboardInterrupt")
    expect("the next fit runs", network.fit(dataset) and network.step_count == 3)


def check_nested(dataset):
    """A fit in a callback of another one is interrupted, and with it the other one."""
    outer = neuro.Network(SIZES[:1] + [10], epochs=3, batch_size=BATCH, progress_interval=0)
    inner = new_network()
    interrupted(inner, 1, lambda: outer.fit(dataset, callback=lambda now: inner.fit(dataset)))
    expect("the outer one has stopped as well", outer.step_count == 1)


PRESS = """
import os, random, signal, sys, time
while True:
    time.sleep(random.uniform(0.0005, 0.004))
    os.kill(int(sys.argv[1]), signal.SIGINT)
"""


def check_at_any_time():
    """Ctrl-C again and again, at any instant around short fits, leaves nothing behind."""
    random = np.random.default_rng(2)
    dataset = neuro.Dataset(random.random((200, 8), dtype=np.float32),
                            random.integers(0, 2, 200).astype(np.uint8))
    network = neuro.Network([8, 16, 2], epochs=5, batch_size=20)
    files = len(os.listdir("/proc/self/fd"))
    presser = subprocess.Popen([sys.executable, "-c", PRESS, str(os.getpid())])
    finished = interrupts = 0
    signals = {signal.SIGINT}
    while finished < 300 or interrupts < 100:
        try:
            try:
                signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)
                network.fit(dataset)
                finished += 1
            finally:
                signal.pthread_sigmask(signal.SIG_BLOCK, signals)
        except KeyboardInterrupt:
            interrupts += 1
    presser.kill()
    presser.wait()
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)  # there may be a last one
    except KeyboardInterrupt:
        pass
    expect("nobody is woken any more", signal.set_wakeup_fd(-1) == -1)
    expect("the handler is what it was",
           signal.getsignal(signal.SIGINT) is signal.default_int_handler)
    expect("no file is left open", len(os.listdir("/proc/self/fd")) == files)
    expect("no thread is left", threading.active_count() == 1)
    expect("the next fit runs to its end", network.fit(dataset))


def main():
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
    random = np.random.default_rng(1)
    inputs = random.random((ROWS, SIZES[0]), dtype=np.float32)
    labels = random.integers(0, SIZES[-1], ROWS).astype(np.uint8)
    with neuro.Dataset(inputs, labels) as dataset:
        whole = new_network()
        whole.fit(dataset)
        check_every_way(dataset, whole, inputs)
        check_left_alone(dataset)
        check_too_late(dataset)
        check_nested(dataset)
    check_at_any_time()


if __name__ == "__main__":
    main()
