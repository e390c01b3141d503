package dev.penstock;

import java.lang.reflect.Proxy;

/// What the operating system tells the process.
final class Signals {
  private Signals() {}

  /// Runs an action at each signal of a name, on a thread of the JVM.
  ///
  /// @param name such as `HUP`
  /// @return whether this platform has that signal, and lets us have it
  static boolean on(String name, Runnable action) {
    try {
      // By reflection: the compiler warns of this class and cannot be told not to.
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> {
                action.run();
                return null;
              });
      Object named = signal.getConstructor(String.class).newInstance(name);
      signal.getMethod("handle", signal, handler).invoke(null, named, proxy);
      return true;
    } catch (ReflectiveOperationException unavailable) {
      return false;
    }
  }
}
