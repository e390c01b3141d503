package dev.penstock;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import java.io.IOException;
import java.net.BindException;

/// Says why nobody can be served on an address, and what to do.
final class ListenFailure {
  private ListenFailure() {}

  /// The failure of a deployment, as `INVALID` when the address is to blame.
  static Throwable of(Throwable cause, String host, int port, String setting) {
    if (!(cause instanceof IOException)) {
      return cause;
    }
    String address = host + ":" + port;
    String reason = Main.reason(cause);
    boolean inUse = cause instanceof BindException && reason.contains("in use");
    String message =
        inUse
            ? address
                + " is in use; stop what listens there, or choose another port (setting "
                + setting
                + ")"
            : "cannot listen on "
                + address
                + " ("
                + reason
                + "); correct the settings verticles.http.host and "
                + setting;
    return new PushException(FailureKind.INVALID, message, cause);
  }
}
