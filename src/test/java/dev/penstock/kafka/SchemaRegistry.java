package dev.penstock.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.penstock.tls.SelfSigned;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A schema registry with what readers ask of Confluent's API.
///
/// ```text
/// GET /schemas/ids/7               {"schema":"…","schemaType":"PROTOBUF","references":[…]}
/// GET /subjects/trips/versions/1   the same, with subject, version and id
/// ```
public final class SchemaRegistry implements AutoCloseable {
  private static final Pattern BY_ID = Pattern.compile("/schemas/ids/(\\d+)");
  private static final Pattern BY_VERSION =
      Pattern.compile("/subjects/([^/]+)/versions/(\\d+|latest)");
  private static final int FIRST_ID = 100;

  private final HttpServer server;
  private final List<Schema> schemas = new CopyOnWriteArrayList<>();
  private final Map<String, Integer> requests = new ConcurrentHashMap<>();
  private volatile boolean away;
  private volatile Optional<String> login = Optional.empty();

  /// What a schema takes from another one.
  ///
  /// @param name by which it does
  public record Reference(String name, String subject, int version) {}

  private record Schema(
      int id, String subject, int version, String type, String text, List<Reference> references) {}

  private SchemaRegistry(HttpServer server) {
    this.server = server;
  }

  /// Starts one on a free port.
  public static SchemaRegistry start() throws IOException {
    return started(HttpServer.create(address(), 0));
  }

  /// Starts one that speaks TLS.
  ///
  /// @param own certificate, which is for localhost
  public static SchemaRegistry start(SelfSigned own) throws Exception {
    var server = HttpsServer.create(address(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(own.context()));
    return started(server);
  }

  private static InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static SchemaRegistry started(HttpServer server) {
    var registry = new SchemaRegistry(server);
    server.createContext("/", registry::serve);
    server.start();
    return registry;
  }

  /// Where it is, without a slash at its end.
  public URI uri() {
    String start = server instanceof HttpsServer ? "https://localhost:" : "http://127.0.0.1:";
    return URI.create(start + port());
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /// Takes a schema in, as the next version of a subject.
  ///
  /// @param type AVRO, PROTOBUF or JSON
  /// @return its id
  public int register(String subject, String type, String text, Reference... references) {
    int id = FIRST_ID + schemas.size();
    int version = (int) schemas.stream().filter(each -> each.subject().equals(subject)).count() + 1;
    schemas.add(new Schema(id, subject, version, type, text, List.of(references)));
    return id;
  }

  /// Answers 503 from now on.
  public void leave() {
    away = true;
  }

  /// Answers again.
  public void comeBack() {
    away = false;
  }

  /// Answers 401 to everybody else from now on.
  public void ask(String username, String password) {
    byte[] both = (username + ":" + password).getBytes(UTF_8);
    login = Optional.of("Basic " + Base64.getEncoder().encodeToString(both));
  }

  /// How often a path was asked for, such as `/schemas/ids/100`.
  public int requests(String path) {
    return requests.getOrDefault(path, 0);
  }

  private void serve(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    requests.merge(path, 1, Integer::sum);
    if (away) {
      answer(exchange, 503, "<html>not now</html>");
    } else if (login
        .filter(wanted -> !wanted.equals(exchange.getRequestHeaders().getFirst("Authorization")))
        .isPresent()) {
      answer(exchange, 401, error(401, "Unauthorized"));
    } else {
      var found = find(path);
      answer(
          exchange,
          found.isPresent() ? 200 : 404,
          found.map(JsonObject::encode).orElseGet(() -> error(40403, "Schema not found")));
    }
  }

  private Optional<JsonObject> find(String path) {
    Matcher byId = BY_ID.matcher(path);
    if (byId.matches()) {
      return schemas.stream()
          .filter(each -> each.id() == Integer.parseInt(byId.group(1)))
          .findFirst()
          .map(SchemaRegistry::json);
    }
    Matcher byVersion = BY_VERSION.matcher(path);
    return byVersion.matches()
        ? version(byVersion.group(1), byVersion.group(2))
            .map(schema ->
                json(schema)
                    .put("subject", schema.subject())
                    .put("version", schema.version())
                    .put("id", schema.id()))
        : Optional.empty();
  }

  private Optional<Schema> version(String subject, String version) {
    return schemas.stream()
        .filter(each -> each.subject().equals(subject))
        .filter(each -> version.equals("latest") || each.version() == Integer.parseInt(version))
        .reduce((earlier, later) -> later);
  }

  /// As the registry has it: the type of Avro is not told.
  private static JsonObject json(Schema schema) {
    var json = new JsonObject().put("schema", schema.text());
    if (!schema.type().equals("AVRO")) {
      json.put("schemaType", schema.type());
    }
    if (!schema.references().isEmpty()) {
      var references = new JsonArray();
      schema
          .references()
          .forEach(each ->
              references.add(
                  JsonObject.of(
                      "name", each.name(), "subject", each.subject(), "version", each.version())));
      json.put("references", references);
    }
    return json;
  }

  private static String error(int code, String message) {
    return JsonObject.of("error_code", code, "message", message).encode();
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    try (exchange) {
      byte[] bytes = body.getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
