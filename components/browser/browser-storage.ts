type Stored = {
  read: () => string | null;
  write: (text: string | null) => void;
  subscribe: (listener: () => void) => () => void;
};

/** String in localStorage, observable across tabs. Kept in memory if the browser denies storage. */
export function stored(name: string): Stored {
  const listeners = new Set<() => void>();
  let memory: string | null = null;

  function read() {
    try {
      return window.localStorage.getItem(name) ?? memory;
    } catch {
      return memory;
    }
  }

  function write(text: string | null) {
    memory = text;
    try {
      if (text === null) window.localStorage.removeItem(name);
      else window.localStorage.setItem(name, text);
    } catch {
      // Kept in memory above.
    }
    for (const listener of listeners) listener();
  }

  function subscribe(listener: () => void) {
    const onStorage = (event: StorageEvent) => {
      if (event.key !== name && event.key !== null) return;
      memory = event.newValue;
      listener();
    };
    listeners.add(listener);
    window.addEventListener("storage", onStorage);
    return () => {
      listeners.delete(listener);
      window.removeEventListener("storage", onStorage);
    };
  }

  return { read, write, subscribe };
}
