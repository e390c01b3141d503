package dev.penstock.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/// What an identity provider does for clients of Kafka: gives tokens to who knows a secret.
public final class TokenEndpoint implements AutoCloseable {
  /// Of the client that gets tokens.
  public static final String CLIENT_ID = "penstock";

  public static final String CLIENT_SECRET = "open sesame";

  private static final int LIFETIME_MINUTES = 10;

  private final HttpServer server;
  private final RsaJsonWebKey key;
  private final Path keys;
  private final AtomicInteger tokens = new AtomicInteger();

  private TokenEndpoint(HttpServer server, RsaJsonWebKey key, Path keys) {
    this.server = server;
    this.key = key;
    this.keys = keys;
  }

  /// Starts one on a free port.
  ///
  /// @param directory for the file of keys
  public static TokenEndpoint start(Path directory) throws IOException, JoseException {
    var key = RsaJwkGenerator.generateJwk(2048);
    key.setKeyId("k1");
    String published = new JsonWebKeySet(key).toJson(OutputControlLevel.PUBLIC_ONLY);
    var keys = Files.writeString(directory.resolve("jwks.json"), published);
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var endpoint = new TokenEndpoint(HttpServer.create(address, 0), key, keys);
    endpoint.server.createContext("/token", endpoint::serve);
    endpoint.server.start();
    return endpoint;
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/token");
  }

  /// How many tokens were given.
  public int tokens() {
    return tokens.get();
  }

  /// The keys by which a broker knows the tokens, as a JSON Web Key Set.
  Path keys() {
    return keys;
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      boolean known =
          basic().equals(exchange.getRequestHeaders().getFirst("Authorization"))
              && new String(body, UTF_8).contains("grant_type=client_credentials");
      byte[] answer =
          (known ? token() : JsonObject.of("error", "invalid_client")).toBuffer().getBytes();
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(known ? 200 : 401, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private static String basic() {
    byte[] both = (CLIENT_ID + ":" + CLIENT_SECRET).getBytes(UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(both);
  }

  private JsonObject token() throws IOException {
    tokens.incrementAndGet();
    var claims = new JwtClaims();
    claims.setSubject(CLIENT_ID);
    claims.setIssuedAtToNow();
    claims.setExpirationTimeMinutesInTheFuture(LIFETIME_MINUTES);
    var signature = new JsonWebSignature();
    signature.setPayload(claims.toJson());
    signature.setKey(key.getPrivateKey());
    signature.setKeyIdHeaderValue(key.getKeyId());
    signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
    try {
      return JsonObject.of(
          "access_token",
          signature.getCompactSerialization(),
          "token_type",
          "bearer",
          "expires_in",
          LIFETIME_MINUTES * 60);
    } catch (JoseException failure) {
      throw new IOException(failure);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
