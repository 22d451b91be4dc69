import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Verifies webhooks that are signed as Standard Webhooks 1.0.0 says (v1), with the JDK (11 or later) alone.
 *
 * <pre>
 * String id = Webhooks.verify(List.of(System.getenv("HR_SECRET")), headers, body, System.currentTimeMillis() / 1000);
 * </pre>
 *
 * Give the body as the bytes that came, before anything parses them. The id is the same each time a webhook is sent
 * again: remember it, and a webhook that comes twice is done once. During a rotation give both secrets.
 */
public final class Webhooks {
    private static final long TOLERANCE = 300; // seconds on either side

    private Webhooks() {}

    /** Returns the webhook's id, or throws a GeneralSecurityException with the reason. */
    public static String verify(List<String> secrets, Map<String, String> headers, byte[] body, long now)
            throws GeneralSecurityException {
        Map<String, String> given = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        given.putAll(headers);
        String id = given.get("webhook-id");
        String timestamp = given.get("webhook-timestamp");
        String signatures = given.get("webhook-signature");
        if (id == null || timestamp == null || signatures == null || !timestamp.matches("[0-9]{1,18}")) {
            throw new GeneralSecurityException("a header is missing, or webhook-timestamp is no number");
        }
        boolean isSigned = false;
        for (String secret : secrets) {
            byte[] key = Base64.getDecoder().decode(secret.replaceFirst("^whsec_", ""));
            byte[] expected = sign(key, (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8), body);
            for (String entry : signatures.split(" ")) isSigned |= entry.startsWith("v1,") && matches(expected, entry);
        }
        if (!isSigned) throw new GeneralSecurityException("no signature matches");
        if (Math.abs(now - Long.parseLong(timestamp)) > TOLERANCE) {
            throw new GeneralSecurityException("the webhook was signed too long ago, or the clocks differ");
        }
        return id;
    }

    private static byte[] sign(byte[] key, byte[] head, byte[] body) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        mac.update(head);
        return mac.doFinal(body);
    }

    private static boolean matches(byte[] expected, String entry) {
        try {
            return MessageDigest.isEqual(expected, Base64.getDecoder().decode(entry.substring(3)));
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }
}
