-- A contact a request, each with an id and a time of its own, for wrk.
-- Environment: PEOPLE (file of lines "person team"), WORKERS (file of ids), TOKEN, FROM (seconds since
-- 1970), STEP (seconds from one contact of the team to the next), FLOOR=1 for the floor.
local people, workers, count = {}, {}, 0
function init()
  math.randomseed(os.time() * 7919 + tonumber(os.getenv("SEED") or "1"))
  for line in io.lines(os.getenv("PEOPLE")) do
    local person, team = line:match("(%S+) (%S+)")
    people[#people + 1] = { person, team }
  end
  for line in io.lines(os.getenv("WORKERS")) do workers[#workers + 1] = line end
end
local hex = "0123456789abcdef"
local function digits(n)
  local text = {}
  for i = 1, n do local k = math.random(1, 16); text[i] = hex:sub(k, k) end
  return table.concat(text)
end
-- Ids as the service itself makes them: the first 48 bits are the time of making (UUID version 7).
local made = os.time() * 1000
local function id()
  made = made + 1
  local stamp = string.format("%012x", made)
  return stamp:sub(1, 8) .. "-" .. stamp:sub(9, 12) .. "-7" .. digits(3) .. "-8" .. digits(3) .. "-" .. digits(12)
end
local form = '{"id":"%s","kind":"contact","subject":"%s","team":"%s","happened_at":"%s","body":{"workers":["%s"],"outcome":"seen","minutes":30,"place":"A01","mechanism":"01","purposes":["engagement","medicines"],"done":"with","presentation":"Tired and good-humoured, slept in the afternoon","wants":"To go back to the allotment with somebody","note":"Talked through the week and the tablets over tea; walked to the shop together and back by the canal.","late_reason":"Measured afterwards"}}'
local headers = { ["Content-Type"] = "application/json", ["Authorization"] = "Bearer " .. (os.getenv("TOKEN") or "") }
local path = os.getenv("FLOOR") and "/contacts" or "/api/v1/entries"
function request()
  count = count + 1
  local line = people[count % #people + 1]
  local stamp = os.date("!%Y-%m-%dT%H:%M:00Z", tonumber(os.getenv("FROM")) + count * tonumber(os.getenv("STEP")))
  local body = string.format(form, id(), line[1], line[2], stamp, workers[count % #workers + 1])
  return wrk.format("POST", path, headers, body)
end
local bad = 0
function response(status, headers, body)
  if status ~= 201 then
    bad = bad + 1
    if bad <= 3 then io.stderr:write("status ", status, ": ", body:sub(1, 300), "\n") end
  end
end
