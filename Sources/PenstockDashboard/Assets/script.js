// What the dashboard gains by script; without it every page reads and every form works.
"use strict";

(() => {
    // MARK: Figures that keep up

    // The part of a page that is read anew every so many seconds, unless somebody is at work in it.
    const live = document.querySelector("[data-refresh]");
    if (live) {
        const seconds = Number(live.dataset.refresh) || 10;
        let isPaused = false;
        const button = document.createElement("button");
        button.type = "button";
        button.className = "plain refresh";
        const show = () => {
            button.textContent = isPaused ? "Go on updating" : "Pause updating";
            button.setAttribute("aria-pressed", String(isPaused));
        };
        button.addEventListener("click", () => {
            isPaused = !isPaused;
            show();
        });
        show();
        document.querySelector(".foot").append(" ", button);

        const refresh = async () => {
            const isBusy = live.contains(document.activeElement) || live.querySelector("details[open]");
            if (isPaused || isBusy || document.hidden) return;
            try {
                const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
                if (!answer.ok) return;
                const page = new DOMParser().parseFromString(await answer.text(), "text/html");
                const fresh = page.querySelector("[data-refresh]");
                if (fresh) live.replaceChildren(...fresh.childNodes);
                const [old, now] = [document, page].map((one) => one.querySelector(".foot time"));
                if (old && now) old.replaceWith(now);
            } catch {
                // The server is away for a moment; what is shown says of when it is.
            }
        };
        setInterval(refresh, seconds * 1000);
    }

    // MARK: What happens now

    const tail = document.querySelector("[data-tail]");
    if (tail && "EventSource" in window) {
        const most = 30;
        const rows = tail.querySelector("tbody");
        // What steers text instead of being shown is replaced, as everywhere else on the pages.
        const shown = (text) =>
            String(text ?? "").replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
        const add = (cells) => {
            const row = document.createElement("tr");
            for (const content of cells) {
                const cell = document.createElement("td");
                // Text and never HTML: events come from strangers.
                if (content instanceof Node) cell.append(content);
                else cell.textContent = shown(content);
                row.append(cell);
            }
            tail.querySelector("[data-empty]")?.remove();
            rows.prepend(row);
            while (rows.children.length > most) rows.lastElementChild.remove();
            tail.hidden = false;
        };
        const element = (name, text, attributes) => {
            const made = document.createElement(name);
            made.textContent = shown(text);
            for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
            return made;
        };
        const time = (at) => element("time", at.slice(11, 19), { datetime: at });
        const link = (list, id) => element("a", id, { href: `/${list}/${encodeURIComponent(id)}` });
        const tones = { delivered: "good", pending: "busy", waiting: "busy", dead: "bad", held: "bad" };

        const told = {
            accepted: (event) => {
                const pipelines = event.deliveries.map((delivery) => delivery.pipeline).join(", ");
                add([time(event.at), element("span", "accepted", { class: "badge quiet" }), event.type,
                    pipelines || "none takes it", link("events", event.event)]);
            },
            settled: (delivery) => {
                const badge = element("span", delivery.state, { class: `badge ${tones[delivery.state] ?? "quiet"}` });
                const detail = document.createElement("span");
                detail.append(link("deliveries", delivery.delivery));
                if (delivery.reason) detail.append(` ${shown(delivery.reason.text)}`);
                add([time(delivery.at), badge, delivery.type, delivery.pipeline, detail]);
            },
            missed: (more) => add(["", "", "", "", `${more.count} more that came too fast to be shown`]),
        };
        let source = null;
        const watch = (isOn) => {
            source?.close();
            source = isOn ? new EventSource(tail.dataset.tail) : null;
            for (const [name, show] of Object.entries(told)) {
                source?.addEventListener(name, (message) => show(JSON.parse(message.data)));
            }
            if (isOn) tail.hidden = false;
        };
        // Where a list stands beside it, whoever reads the list says when.
        if (tail.dataset.toggle) {
            const button = element("button", tail.dataset.toggle, { type: "button", class: "plain" });
            const show = () => button.setAttribute("aria-pressed", String(source !== null));
            button.addEventListener("click", () => {
                watch(source === null);
                show();
            });
            show();
            tail.before(button);
        } else {
            watch(true);
        }
    }

    // MARK: Forms

    // What cannot be taken back is asked for once more.
    document.addEventListener("submit", (submitted) => {
        const question = submitted.submitter?.dataset.confirm ?? submitted.target.dataset.confirm;
        if (question && !window.confirm(question)) submitted.preventDefault();
    });

    // JSON is put in order when the editor is left, and complained about while it is none.
    for (const editor of document.querySelectorAll("textarea[data-json]")) {
        const check = (isLeft) => {
            try {
                const value = JSON.parse(editor.value);
                editor.setCustomValidity("");
                if (isLeft) editor.value = JSON.stringify(value, null, 2);
            } catch (error) {
                editor.setCustomValidity(`This is not JSON: ${error.message}`);
            }
        };
        editor.addEventListener("input", () => check(false));
        // A number that has more digits than JavaScript knows would be changed.
        editor.addEventListener("blur", () => check(!/\d{16}|\d[eE.]/.test(editor.value)));
    }
})();
