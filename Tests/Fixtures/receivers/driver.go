// Calls webhooks.Verify with SECRETS NOW ID TIMESTAMP SIGNATURE and a body on standard input.
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"receiver/webhooks"
)

func main() {
	header := http.Header{}
	for index, name := range []string{"webhook-id", "webhook-timestamp", "webhook-signature"} {
		if value := os.Args[3+index]; value != "" {
			header.Set(name, value)
		}
	}
	now, _ := strconv.ParseInt(os.Args[2], 10, 64)
	body, _ := io.ReadAll(os.Stdin)
	id, err := webhooks.Verify(strings.Fields(os.Args[1]), header, body, time.Unix(now, 0))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(id)
}
