package net.sluice.northbound.netconf.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendaylight.netconf.shaded.sshd.common.config.keys.KeyUtils;

class HostKeyTest {
  @TempDir Path directory;

  @Test
  void isCreatedOnceAndReadableByItsOwnerOnly() throws IOException {
    var file = directory.resolve("host.key");
    var made = HostKey.loadOrCreate(file);
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertTrue(KeyUtils.compareKeyPairs(made, HostKey.loadOrCreate(file)));
    Files.writeString(file, "no key");
    var refused = assertThrows(IOException.class, () -> HostKey.loadOrCreate(file));
    assertTrue(refused.getMessage().contains(file.toString()), refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw-----w-"})
  void refusesAKeyThatOthersKnow(String permissions) throws Exception {
    var file = directory.resolve("host.key");
    HostKey.loadOrCreate(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    var refused = assertThrows(IOException.class, () -> HostKey.loadOrCreate(file));
    assertTrue(refused.getMessage().endsWith("; chmod 600 " + file), refused.getMessage());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    HostKey.loadOrCreate(file);
  }
}
