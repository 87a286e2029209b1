/* Levers: fields are marked as moved and as wrong without being replaced, so typing goes on. */
"use strict";

(() => {
  const valueOf = (field) => (field.type === "checkbox" ? String(field.checked) : field.value);

  const mark = () => {
    document.querySelectorAll("#levers [aria-describedby]").forEach((field) => {
      const wrong = document.getElementById(field.getAttribute("aria-describedby").split(" ")[0]);
      if (wrong && wrong.textContent.trim()) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
      if (field.dataset.own === undefined) return;
      field.closest(".lever").classList.toggle("moved", valueOf(field).trim() !== field.dataset.own);
    });
  };

  /* What is searched for moves no lever. */
  document.addEventListener("htmx:beforeRequest", (event) => {
    const cause = event.detail.requestConfig.triggeringEvent;
    const isForm = event.detail.elt.id === "levers";
    if (isForm && cause && cause.target && cause.target.name === "q") event.preventDefault();
  });

  /* What is beside the levers follows by itself, so Enter need not load the page anew. */
  document.addEventListener("keydown", (event) => {
    const isField = event.target.matches("#levers input:not([type=checkbox])");
    if (event.key === "Enter" && isField) event.preventDefault();
  });

  /* What goes wrong on the way is said where mistakes without a field stand. */
  const say = (words) => {
    const place = document.getElementById("wrong-elsewhere");
    if (place) place.textContent = words;
  };
  document.addEventListener("htmx:sendError", () => {
    say("The explorer does not answer: start wanghuiyi explore again, and open its new address.");
  });
  document.addEventListener("htmx:responseError", (event) => {
    say(`The explorer could not answer (HTTP ${event.detail.xhr.status}): load this page anew.`);
  });

  document.addEventListener("input", mark);
  document.addEventListener("htmx:afterSettle", mark);
  document.addEventListener("DOMContentLoaded", mark);
})();
