-- A contact a request, each with an id and a time of its own, for wrk.
-- Environment: PEOPLE (file of lines "person worker team"), TOKEN, FROM (seconds since 1970), FLOOR=1 for the floor.
local lines, count, thread = {}, 0, 0
local threads = 0
function setup(t) t:set("number", threads); threads = threads + 1 end
function init()
  math.randomseed(os.time() * 7919 + number * 104729 + tonumber(os.getenv("SEED") or "1"))
  for line in io.lines(os.getenv("PEOPLE")) do
    local person, worker, team = line:match("(%S+) (%S+) (%S+)")
    lines[#lines + 1] = { person, worker, team }
  end
end
local hex = "0123456789abcdef"
local function digits(n)
  local text = {}
  for i = 1, n do local k = math.random(1, 16); text[i] = hex:sub(k, k) end
  return table.concat(text)
end
function request()
  count = count + 1
  local line = lines[(count * 7 + number) % #lines + 1]
  -- two minutes a contact on one clock of all workers: nobody is in two places
  local at = tonumber(os.getenv("FROM")) + (count * 2 + number) * 7
  local stamp = os.date("!%Y-%m-%dT%H:%M:%SZ", at)
  local id = digits(8) .. "-" .. digits(4) .. "-7" .. digits(3) .. "-8" .. digits(3) .. "-" .. digits(12)
  local body = string.format('{"id":"%s","kind":"contact","subject":"%s","team":"%s","happened_at":"%s","body":{"workers":["%s"],"outcome":"seen","minutes":30,"place":"A01","mechanism":"02","purposes":["engagement","medicines"],"done":"with","presentation":"Tired and good-humoured, slept in the afternoon","wants":"To go back to the allotment with somebody","note":"Talked through the week and the tablets over tea; walked to the shop together and back by the canal.","late_reason":"Measured afterwards"}}',
    id, line[1], line[3], stamp, line[2])
  local path = os.getenv("FLOOR") and "/contacts" or "/api/v1/entries"
  return wrk.format("POST", path, { ["Content-Type"] = "application/json", ["Authorization"] = "Bearer " .. (os.getenv("TOKEN") or "") }, body)
end
local bad = 0
function response(status, headers, body)
  if status ~= 201 then
    bad = bad + 1
    if bad <= 3 then io.stderr:write("status ", status, ": ", body:sub(1, 300), "\n") end
  end
end
