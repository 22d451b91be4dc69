import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Calls Webhooks.verify with SECRETS NOW ID TIMESTAMP SIGNATURE and a body on standard input. */
public final class Driver {
    public static void main(String[] arguments) throws Exception {
        String[] names = {"webhook-id", "Webhook-Timestamp", "webhook-signature"};
        Map<String, String> headers = new TreeMap<>();
        for (int index = 0; index < names.length; index++) {
            if (!arguments[2 + index].isEmpty()) headers.put(names[index], arguments[2 + index]);
        }
        try {
            System.out.println(
                    Webhooks.verify(
                            List.of(arguments[0].split(" ")),
                            headers,
                            System.in.readAllBytes(),
                            Long.parseLong(arguments[1])));
        } catch (GeneralSecurityException reason) {
            System.err.println(reason.getMessage());
            System.exit(1);
        }
    }
}
