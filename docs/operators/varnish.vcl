# Varnish 7 with vmod xkey (package varnish-modules) before the platform; CDN=varnish. Tested with Varnish 7.1.
# Yours to change: the backend, who may purge, and, where other cookies of yours mean something, the list of cookies.
vcl 4.1;

import std;
import xkey;

backend default {
    .host = "web";
    .port = "8000";
    # What the platform does not send within this time is not kept: no answer may arrive later than the last purge, a minute after a change.
    .first_byte_timeout = 30s;
    .between_bytes_timeout = 10s;
}

# Where cdn_worker runs. Varnish must not be reached from elsewhere with this method.
acl purgers {
    "localhost";
    "10.0.0.0"/8;
    "172.16.0.0"/12;
}

sub vcl_recv {
    if (req.method == "PURGE") {
        # With CDN_TOKEN set, ask for it too: if (req.http.X-Purge-Token != "…") { return (synth(403)); }
        if (client.ip !~ purgers) {
            return (synth(403, "Forbidden"));
        }
        if (req.http.xkey-purge == "*") {
            ban("obj.status != 0");
            return (synth(200, "Purged everything"));
        }
        if (req.http.xkey-purge) {
            set req.http.n-gone = xkey.purge(req.http.xkey-purge);
            return (synth(200, "Purged " + req.http.n-gone));
        }
        return (purge);
    }
    # Headers that only we may set.
    unset req.http.xkey-purge;

    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    # Who says who they are is answered by the platform, and never from here: a session, a key, the password of a private page.
    if (req.http.Authorization || req.http.X-Page-Access || req.http.Cookie ~ "(^|;[ ]*)(sessionid|csrftoken)=") {
        return (pass);
    }
    if (req.url ~ "^/(admin|preview|metrics|health)(/|$|\?)") {
        return (pass);
    }
    # No other cookie changes an answer.
    unset req.http.Cookie;
    return (hash);
}

sub vcl_backend_response {
    # No answer is given once it is over: Varnish would for ten seconds more.
    set beresp.grace = 0s;
    set beresp.keep = 0s;
    if (beresp.http.Surrogate-Control ~ "no-store") {
        # Remembered for two minutes as one that is not kept, so that requests for it do not queue.
        set beresp.uncacheable = true;
        set beresp.ttl = 120s;
    } else if (beresp.http.Surrogate-Control ~ "max-age=[0-9]+") {
        set beresp.ttl = std.duration(regsub(beresp.http.Surrogate-Control, "^.*max-age=([0-9]+).*$", "\1s"), 0s);
    } else if (beresp.http.Cache-Control !~ "public" || beresp.http.Cache-Control ~ "no-cache|no-store|private") {
        set beresp.uncacheable = true;
        set beresp.ttl = 120s;
    }
    if (beresp.http.Set-Cookie) {
        set beresp.uncacheable = true;
    }
    unset beresp.http.Surrogate-Control;
    return (deliver);
}

sub vcl_deliver {
    unset resp.http.xkey;
    # What is kept here may have been kept for a while; browsers are to ask for it all the same.
    if (resp.http.Cache-Control ~ "no-cache") {
        unset resp.http.Age;
    }
    if (obj.hits > 0) {
        set resp.http.X-Cache = "hit";
    } else {
        set resp.http.X-Cache = "miss";
    }
}
