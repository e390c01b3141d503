package dev.penstock.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A certificate for `localhost` that signs itself, with its key, as PEM files.
///
/// @param certificate to present, and to trust
/// @param key of it, PKCS 8
/// @param both the two in one file
public record SelfSigned(Path certificate, Path key, Path both) {
  private static final String PASSWORD = "changeit";

  /// Makes one.
  ///
  /// @param directory for the files
  /// @param name of the subject, and of the files
  public static SelfSigned in(Path directory, String name) throws Exception {
    Path store = directory.resolve(name + ".p12");
    generate(store, name);
    var keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    String certificate = pem("CERTIFICATE", keys.getCertificate(name).getEncoded());
    String key = pem("PRIVATE KEY", key(keys, name));
    return new SelfSigned(
        Files.writeString(directory.resolve(name + "-certificate.pem"), certificate),
        Files.writeString(directory.resolve(name + "-key.pem"), key),
        Files.writeString(directory.resolve(name + ".pem"), key + certificate));
  }

  /// For servers in this JVM.
  public SSLContext context() throws Exception {
    String name = certificate.getFileName().toString().replace("-certificate.pem", "");
    var keys =
        KeyStore.getInstance(
            certificate.resolveSibling(name + ".p12").toFile(), PASSWORD.toCharArray());
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    var context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private static void generate(Path store, String name) throws IOException, InterruptedException {
    var keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=dns:localhost",
                "-alias",
                name,
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException("no certificate: " + said);
    }
  }

  private static byte[] key(KeyStore keys, String name) throws GeneralSecurityException {
    return keys.getKey(name, PASSWORD.toCharArray()).getEncoded();
  }

  private static String pem(String what, byte[] content) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n";
  }
}
