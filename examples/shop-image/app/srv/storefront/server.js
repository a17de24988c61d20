const express = require("express");
express().get("/", (_, answer) => answer.send("ok")).listen(8080);
