package dev.penstock.registry;

import java.lang.reflect.Proxy;

/// SIGHUP, the customary request to reload.
public final class HangupSignal {
  private HangupSignal() {}

  /// Runs an action at each SIGHUP, on a thread of the JVM.
  ///
  /// @return whether this platform has that signal
  public static boolean onHangup(Runnable action) {
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
      Object hangup = signal.getConstructor(String.class).newInstance("HUP");
      signal.getMethod("handle", signal, handler).invoke(null, hangup, proxy);
      return true;
    } catch (ReflectiveOperationException unavailable) {
      return false;
    }
  }
}
