-- The queries of the load test, one after the other: a file of lines, percent-encoded, named by QUERIES.
local paths = {}
for line in io.lines(os.getenv("QUERIES")) do
    paths[#paths + 1] = "/sparql?query=" .. line
end
local turn = 0
wrk.headers["Accept"] = "application/sparql-results+json, text/turtle;q=0.5"
request = function()
    turn = turn + 1
    return wrk.format("GET", paths[turn % #paths + 1])
end
done = function(summary, latency)
    local errors = summary.errors
    print(string.format("%.0f requests/s, p50 %.1f ms, p99 %.1f ms, %d errors",
        summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
