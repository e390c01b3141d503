package dev.penstock.ingress.kafka.format.registry;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.penstock.config.SchemaRegistryConfig;
import dev.penstock.config.TlsConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// A schema registry for tests: answers by path.
public final class FakeRegistry {
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> logins = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private final AtomicInteger unanswered = new AtomicInteger();
  private volatile int outage;
  private volatile Duration patience = Duration.ofSeconds(5);

  public FakeRegistry(Vertx vertx) throws Exception {
    server =
        vertx
            .createHttpServer()
            .requestHandler(this::answer)
            .listen(0, "127.0.0.1")
            .await(5, SECONDS);
  }

  /// Registers a schema; references are name and subject, of version 1.
  public void schema(long id, String type, String text, Map<String, String> references) {
    answers.put("/base/schemas/ids/" + id, json(type, text, references));
  }

  public void subject(String subject, String text, Map<String, String> references) {
    answers.put("/base/subjects/" + subject + "/versions/1", json("AVRO", text, references));
  }

  /// From now on every request gets this status; 0 for none.
  public void fail(int status) {
    outage = status;
  }

  /// The next so many requests get no answer ever; their connections stay open.
  ///
  /// @param patience of those who ask
  public void keepSilent(int requests, Duration patience) {
    unanswered.set(requests);
    this.patience = patience;
  }

  public List<String> asked() {
    return asked;
  }

  public List<String> logins() {
    return logins;
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.actualPort() + "/base/");
  }

  public SchemaRegistryConfig config(SchemaRegistryConfig.Login login, URI... before) {
    var urls = new java.util.ArrayList<>(List.of(before));
    urls.add(url());
    return new SchemaRegistryConfig(
        urls,
        login,
        new TlsConfig(
            true, TlsConfig.Verify.FULL, Optional.empty(), Optional.empty(), Optional.empty()),
        patience,
        100,
        Duration.ofSeconds(30));
  }

  private static String json(String type, String text, Map<String, String> references) {
    var listed = new JsonArray();
    references.forEach((name, subject) ->
        listed.add(new JsonObject().put("name", name).put("subject", subject).put("version", 1)));
    return new JsonObject()
        .put("schemaType", type)
        .put("schema", text)
        .put("references", listed)
        .encode();
  }

  private void answer(HttpServerRequest request) {
    asked.add(request.path());
    logins.add(String.valueOf(request.getHeader("authorization")));
    String found = answers.get(request.path());
    if (unanswered.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      return;
    }
    if (outage > 0) {
      request.response().setStatusCode(outage).end("<html>");
    } else if (found == null) {
      request.response().setStatusCode(404).end("{\"error_code\":40403,\"message\":\"none\"}");
    } else {
      request.response().end(found);
    }
  }
}
