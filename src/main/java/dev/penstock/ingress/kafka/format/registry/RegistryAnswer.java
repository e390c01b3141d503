package dev.penstock.ingress.kafka.format.registry;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/// What a registry answered to one request.
record RegistryAnswer(int status, Buffer body) {
  private static final int OK = 200;
  private static final int SERVER_ERROR = 500;
  private static final int TOO_MANY = 429;

  /// What was asked for; empty when the registry does not have it.
  ///
  /// - **Fails** by throwing [IllegalStateException] when that cannot be told: another server, or
  ///   another try, may know.
  Optional<JsonObject> found() {
    if (status == OK) {
      return Optional.of(json().orElseThrow(() -> unclear("no JSON")));
    }
    boolean refused = status >= 400 && status < SERVER_ERROR && status != TOO_MANY;
    // Registries say so with a code of theirs; a proxy, or a wrong path, does not.
    if (refused
        && !isAboutLogin()
        && json().filter(said -> said.containsKey("error_code")).isPresent()) {
      return Optional.empty();
    }
    throw unclear(isAboutLogin() ? "it does not let us in" : "no answer of a schema registry");
  }

  private boolean isAboutLogin() {
    return status == 401 || status == 403 || status == 407;
  }

  private Optional<JsonObject> json() {
    try {
      return Optional.of(new JsonObject(body));
    } catch (DecodeException | ClassCastException noObject) {
      return Optional.empty();
    }
  }

  private IllegalStateException unclear(String what) {
    return new IllegalStateException("status " + status + ", " + what);
  }
}
