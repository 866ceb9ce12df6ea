// SPDX-License-Identifier: MIT
//
// Who owns the objects of the library: JavaScript objects that destroy them once, when they are
// closed or some time after nothing refers to them any more.
'use strict';

const { refuse } = require('./neuro_error.js');

// What is handed to it with an object (see below) stays alive until the object's handle is
// destroyed.
const forgotten = new FinalizationRegistry(({ destroy, handle }) => destroy(handle));

// The base of Network and Dataset.
class Owner {
  #handle;
  #destroy;
  #pins = 0;
  #isLocked = false;

  // keep: what must live as long as the handle, such as the arrays that a dataset lies on.
  constructor(handle, destroy, keep) {
    this.#handle = handle;
    this.#destroy = destroy;
    forgotten.register(this, { destroy, handle, keep }, this);
  }

  // Frees the object at once; it cannot be used afterwards. May be called twice.
  close() {
    if (this.#pins > 0) refuse(`this ${this.constructor.name} cannot be closed while it is in use`);
    if (this.#handle === null) return;
    const handle = this.#handle;
    this.#handle = null;
    forgotten.unregister(this);
    this.#destroy(handle);
  }

  // What functions of the library take that only read the object.
  get handle() {
    if (this.#isLocked) {
      refuse(`this ${this.constructor.name} is being trained on another thread, ` +
             'and can be used only in the callback of that');
    }
    if (this.#handle === null) refuse(`this ${this.constructor.name} is closed`);
    return this.#handle;
  }

  // What those take that change it: not in a callback of a call that is using the object.
  get handleToChange() {
    if (this.#pins > 0) {
      refuse(`this ${this.constructor.name} cannot be changed while it is in use`);
    }
    return this.handle;
  }

  // Marks objects as in use by a call in the midst of which JavaScript runs, until they are
  // unpinned.
  static pin(objects) {
    for (const object of objects) ++object.#pins;
  }
  static unpin(objects) {
    for (const object of objects) --object.#pins;
  }

  // Whether an object is being changed by another thread at this moment, so that it cannot even be
  // read.
  static lock(object, isLocked) {
    object.#isLocked = isLocked;
  }

  // The handle of an object that may be locked, for what any thread may call at any time.
  static handleOf(object) {
    return object.#handle ?? object.handle;
  }
}

// For `using`, where the engine has it.
if (Symbol.dispose) Owner.prototype[Symbol.dispose] = Owner.prototype.close;

// The handle of an argument that has to be of that class.
function handleOf(name, value, Class) {
  if (!(value instanceof Class)) throw new TypeError(`${name}: expected a ${Class.name}`);
  return value.handle;
}

module.exports = { Owner, handleOf };
